package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a queue behaves.
 *
 * @param limit how much it holds
 * @param batching when a batch is written
 * @param retry what happens to a batch that the sink failed on
 */
public record QueueSettings(Limit limit, Batching batching, Retry retry) {
    /**
     * Returns the usual settings: 64 MiB of records, batches of up to 500 records or 8 MiB, a flush a second, and five minutes of
     * patience with a sink that is down.
     *
     * @param records how many records may wait
     */
    public static QueueSettings usual(int records) {
        return new QueueSettings(
                new Limit(records, 64L << 20),
                new Batching(500, 8L << 20, Duration.ofSeconds(1)),
                new Retry(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(5)));
    }

    /** Returns the usual spool: half a GiB. */
    static Spooling usualSpool(Path directory) {
        return new Spooling(directory, 512L << 20);
    }

    /**
     * Where records are kept while the sink is down.
     *
     * @param directory the sink's directory; several processes may share it
     * @param bytes how much a process keeps there
     */
    public record Spooling(Path directory, long bytes) {}

    /**
     * How much a queue holds, waiting or being written. A record heavier than {@code bytes} is taken when the queue is empty.
     *
     * @param records how many records
     * @param bytes how many bytes, by {@link TelemetryRecord#weight}
     */
    public record Limit(int records, long bytes) {}

    /**
     * When a batch is written: when it is full, else one flush interval after the last was taken. So a record that comes after a quiet
     * time is written at once, and none waits longer than the interval while the sink is well.
     *
     * @param records a full batch's records
     * @param bytes a full batch's bytes, by {@link TelemetryRecord#weight}
     * @param flushInterval the longest that a record waits
     */
    public record Batching(int records, long bytes, Duration flushInterval) {}

    /**
     * What happens to a batch that the sink failed on: pauses that double, less a random part of up to a half.
     *
     * @param first the first pause
     * @param longest the longest pause
     * @param giveUpAfter when the batch is dropped
     */
    public record Retry(Duration first, Duration longest, Duration giveUpAfter) {
        Duration pause(int failures) {
            double doubled = first.toNanos() * Math.pow(2, failures - 1.0);
            long nanos = (long) Math.max(1, Math.min(doubled, (double) longest.toNanos()));
            return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
        }
    }
}
