package io.throughline.dialect;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the server-sent events of one dialect into {@link StreamEvent}s. Made for one stream; used by one thread at a time. */
@FunctionalInterface
public interface EventDecoder {
    /**
     * Takes one server-sent event and tells what it means.
     *
     * @param event the event's name, null where it has none
     * @param data its data
     * @throws IOException where the data can't be read; the next event may be taken all the same
     */
    void decode(@Nullable String event, byte[] data) throws IOException;
}
