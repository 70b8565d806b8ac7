package io.throughline.record;

import java.time.Instant;

/** Something that is kept. Immutable; holds no secret. */
public sealed interface TelemetryRecord permits CallRecord, EventRecord, AgentRecord {
    /** Returns the id by which a record that came twice is known; a UUIDv7. */
    String id();

    /** Returns the kind's name in JSON: {@code call}, {@code event} or {@code agent}. */
    String type();

    /** Returns whose it is. */
    String tenant();

    /** Returns when it began. */
    Instant at();

    /**
     * Returns about how many bytes the record takes up in memory, rather too many than too few: what a queue counts against its bound. Cheap.
     */
    long weight();

    /** Returns the record as one line of JSON, UTF-8, without a line break. */
    byte[] json();
}
