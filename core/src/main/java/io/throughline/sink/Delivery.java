package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.util.List;

/** How a queue's batches come to its sink. Its queue's thread alone uses it, but for {@link #spooled}. */
interface Delivery {
    /** Comes first. */
    void begin();

    /** Returns how long the thread may wait for a batch, in nanoseconds. */
    long idleNanos();

    /**
     * Writes, keeps or drops a batch: none of it is the queue's afterwards.
     *
     * @param batch what came; empty when nothing came while the thread was idle
     */
    void deliver(List<TelemetryRecord> batch);

    /** Comes last. */
    void end();

    /** Returns how many records wait on disk. For any thread. */
    int spooled();
}
