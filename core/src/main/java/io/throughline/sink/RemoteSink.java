package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.util.List;

/**
 * A sink in another process, that needs nothing of a record but its JSON. It may be away while this machine's disk is there: what waits for it
 * can be kept in a {@link Spool}.
 */
public interface RemoteSink extends Sink {
    /**
     * Writes a batch, as {@link #write} does.
     *
     * @param records records in order, at least one, each one line of JSON in UTF-8, without a line break
     * @throws Exception when the place can't be reached or refuses; the same records come again. A checked exception's message is logged, so it
     *     holds no secret and no content
     */
    void writeJson(List<byte[]> records) throws Exception;

    @Override
    default void write(List<TelemetryRecord> batch) throws Exception {
        writeJson(batch.stream().map(TelemetryRecord::json).toList());
    }
}
