package io.throughline.sink;

import java.util.Locale;

/** Why a record did not reach a sink. A closed set, fit for a metric's label. */
public enum DropReason {
    /** The queue held as many records or bytes as it may: the newest is refused. */
    QUEUE_FULL,
    /** The sink failed for as long as a batch is tried. */
    SINK_FAILED,
    /** The sink is down, and its spool on disk holds as many bytes as it may: the newest is refused. */
    SPOOL_FULL,
    /** The record can't be written as JSON, or be read back from the spool. */
    UNREADABLE,
    /** The queue was closing: the record came too late, or was left when the time to drain was over and there was no spool for it. */
    CLOSING;

    /** Returns the reason as a label, such as {@code queue_full}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
