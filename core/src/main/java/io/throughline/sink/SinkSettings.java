package io.throughline.sink;

import io.throughline.Secret;
import java.nio.file.Path;
import java.time.Duration;

/** What a sink is told by the configuration. */
public sealed interface SinkSettings {
    /**
     * The embedded store.
     *
     * @param path the directory of its files
     * @param retention how long a record is kept
     */
    record Store(Path path, Duration retention) implements SinkSettings {}

    /**
     * A Redis stream.
     *
     * @param uri {@code redis://} or {@code rediss://}, with the password where there is one
     * @param stream the stream's key
     * @param maxLength about how many entries the stream keeps
     */
    record Redis(Secret uri, String stream, long maxLength) implements SinkSettings {}

    /**
     * Files of one record a line.
     *
     * @param path the file written to
     * @param maxBytes the size at which it is put aside
     * @param files how many put-aside files are kept
     */
    record Jsonl(Path path, long maxBytes, int files) implements SinkSettings {}

    /** One log line a record, without content. */
    record Log() implements SinkSettings {}
}
