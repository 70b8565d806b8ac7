package io.throughline.testkit;

import java.net.URI;
import java.time.Duration;

/** What every part of the {@link MountContract} works with: Throughline, mounted between a client and a scripted provider. */
interface Mounted {
    /** How long what happens at once may take on a busy machine. */
    Duration SOON = Duration.ofSeconds(5);

    /** Returns the provider behind it. */
    ScriptedProvider provider();

    /** Returns the address before {@code /v1/…}. */
    URI base();

    /** Returns the records of its calls. */
    JsonlRecords records();
}
