package io.throughline.config;

import io.throughline.access.CallerKey;
import io.throughline.provider.Provider;
import io.throughline.sink.SinkSettings;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration, checked and resolved. Immutable; holds secrets only as {@link io.throughline.Secret} or as hashes.
 *
 * @param server what the mounts heed
 * @param keys who may call; empty for anyone on a loopback address
 * @param providers the providers by name, in the order of configuration; {@code echo} is always among them
 * @param telemetry what is recorded and where
 */
public record ThroughlineConfig(
        Server server, List<CallerKey> keys, Map<String, Provider> providers, Telemetry telemetry) {

    /**
     * What the mounts heed.
     *
     * @param host the standalone's address
     * @param port the standalone's port, 0 for any free one
     * @param maxRequestBytes the size at which a request is refused
     * @param maxConcurrent how many calls may run at once; one more gets a 503
     */
    public record Server(String host, int port, long maxRequestBytes, int maxConcurrent) {}

    /**
     * What is recorded and where.
     *
     * @param content whether messages and answers are kept
     * @param queue how many records may wait for a sink; one more is dropped and counted
     * @param sinks where records go
     */
    public record Telemetry(Content content, int queue, List<SinkSettings> sinks) {}

    /** How much of the content is kept. */
    public enum Content {
        /** All of it. */
        FULL,
        /** None of it: ids, times, tokens and errors alone. */
        NONE
    }
}
