package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands every record to every sink, each behind a queue of its own, so that none waits for another. Never slows, fails or stops a call.
 * Safe for use by many threads.
 */
public final class Telemetry {
    private static final String SPOOL = "spool";

    private final List<SinkQueue> queues;
    private final Optional<TraceStore> store;

    private Telemetry(List<SinkQueue> queues, Optional<TraceStore> store) {
        this.queues = queues;
        this.store = store;
    }

    /**
     * Opens the sinks of a configuration. What waits for a sink in another process is kept in the store's directory, where there is a store.
     *
     * @param sinks what the configuration says of each
     * @param queue how many records may wait for a sink
     * @throws IllegalStateException when the library of a sink is not there; the message names it
     */
    public static Telemetry open(List<SinkSettings> sinks, int queue) {
        SinkFactories factories = SinkFactories.load();
        List<Sink> opened = new ArrayList<>();
        try {
            for (SinkSettings settings : sinks) {
                opened.add(factories.open(settings));
            }
        } catch (RuntimeException e) {
            opened.forEach(Sink::close);
            throw e;
        }
        return start(opened, QueueSettings.usual(queue), spools(sinks));
    }

    /** The store's directory is the one of this machine that is meant for records. */
    private static Optional<Path> spools(List<SinkSettings> sinks) {
        return sinks.stream()
                .filter(SinkSettings.Store.class::isInstance)
                .map(store -> ((SinkSettings.Store) store).path().resolve(SPOOL))
                .findFirst();
    }

    /**
     * Starts a queue before each sink. The sinks are closed by {@link #close}.
     *
     * @param spools where records for sinks in other processes are kept while these are down; empty where nothing is kept
     */
    public static Telemetry start(List<? extends Sink> sinks, QueueSettings settings, Optional<Path> spools) {
        Optional<TraceStore> store = sinks.stream()
                .filter(TraceStore.class::isInstance)
                .map(TraceStore.class::cast)
                .findFirst();
        return new Telemetry(
                sinks.stream().map(sink -> queue(sink, settings, spools)).toList(), store);
    }

    private static SinkQueue queue(Sink sink, QueueSettings settings, Optional<Path> spools) {
        return sink instanceof RemoteSink remote && spools.isPresent()
                ? SinkQueue.start(
                        remote, settings, QueueSettings.usualSpool(spools.get().resolve(remote.name())))
                : SinkQueue.start(sink, settings);
    }

    /** Keeps a record: what a sink's queue can't take is dropped there and counted. Quick; never waits, never throws. */
    public void accept(TelemetryRecord telemetry) {
        for (SinkQueue queue : queues) {
            queue.offer(telemetry);
        }
    }

    /** Returns the first sink that can be read. */
    public Optional<TraceStore> store() {
        return store;
    }

    /** Returns how each sink does, in the order of configuration. */
    public List<SinkStatus> status() {
        return queues.stream().map(SinkQueue::status).toList();
    }

    /**
     * Takes no more records, lets every queue write what it holds, all at once and all within {@code drain}, and closes the sinks. What is
     * left waits on disk for the next process where it can, else it is dropped, counted and told. Idempotent.
     */
    public void close(Duration drain) {
        long deadline = System.nanoTime() + drain.toNanos();
        queues.forEach(SinkQueue::stopIntake);
        queues.forEach(queue -> queue.awaitDrained(deadline));
    }
}
