package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.util.List;

/**
 * Takes records somewhere. Its methods may block and may throw: they run on the sink's own thread, behind a bounded queue of its own,
 * one call at a time.
 */
public interface Sink extends AutoCloseable {
    /** Returns the sink's name in metrics and in {@code /readyz}. */
    String name();

    /**
     * Writes a batch, all or nothing as far as the place allows.
     *
     * @param batch records in order, at least one
     * @throws Exception when the place can't be reached or refuses; the queue tries the same batch again for a while, then drops and counts it.
     *     A checked exception's message is logged, so it holds no secret and no content
     */
    void write(List<TelemetryRecord> batch) throws Exception;

    /** Lets go of what the sink holds. All batches were written or dropped before. */
    @Override
    void close();
}
