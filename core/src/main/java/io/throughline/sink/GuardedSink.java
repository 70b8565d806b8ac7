package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink whose failures are caught, counted and told. Its queue's thread alone writes to it; all else is for any thread.
 */
final class GuardedSink {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);

    private final Sink sink;
    private final Supplier<SinkStatus> status;
    private final FailureLog failureLog;
    private final LongAdder written = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private volatile boolean up = true;
    private volatile @Nullable String lastError;

    private final Object attempt = new Object();
    private @Nullable Thread writer;
    private boolean ended;

    /**
     * Guards a sink.
     *
     * @param status what is told beside a failure
     */
    GuardedSink(Sink sink, Supplier<SinkStatus> status) {
        this.sink = sink;
        this.status = status;
        this.failureLog = new FailureLog(LOG, sink.name());
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    String name() {
        return sink.name();
    }

    boolean isUp() {
        return up;
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    long written() {
        return written.sum();
    }

    Map<DropReason, Long> dropped() {
        Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> counts.put(reason, count.sum()));
        return Map.copyOf(counts);
    }

    void drop(int count, DropReason reason) {
        LongAdder counter = dropped.get(reason);
        if (counter != null) {
            counter.add(count);
        }
    }

    /** What may be written so that it fails. */
    interface Write {
        void run() throws Exception;
    }

    /** Returns whether the sink took a batch. */
    boolean took(List<TelemetryRecord> batch) {
        return took(batch.size(), () -> sink.write(List.copyOf(batch)));
    }

    /** Returns whether the sink took so many records by {@code write}. */
    @SuppressWarnings("CatchingUnchecked") // a sink's mistake, or a library it lacks, must not end the thread
    boolean took(int records, Write write) {
        if (!begin()) {
            return false;
        }
        try {
            write.run();
        } catch (Throwable failure) {
            up = false;
            lastError = FailureLog.rootClass(failure);
            failureLog.failed(failure, status.get());
            return false;
        } finally {
            end();
        }
        written.add(records);
        up = true;
        failureLog.wrote();
        return true;
    }

    private boolean begin() {
        synchronized (attempt) {
            if (!ended) {
                writer = Thread.currentThread();
            }
            return !ended;
        }
    }

    /** An interruption was meant for the write: none is left for the disk or for the sink's close. */
    private void end() {
        synchronized (attempt) {
            writer = null;
            Thread.interrupted();
        }
    }

    /** Interrupts the write that is under way; there is none after it. */
    void interrupt() {
        synchronized (attempt) {
            ended = true;
            if (writer != null) {
                writer.interrupt();
            }
        }
    }

    /** Returns the records of a batch as JSON. One that can't be written must not take its whole batch along: it is dropped and counted. */
    List<byte[]> jsons(List<TelemetryRecord> batch) {
        List<byte[]> jsons = new ArrayList<>(batch.size());
        batch.forEach(telemetry -> json(telemetry).ifPresent(jsons::add));
        drop(batch.size() - jsons.size(), DropReason.UNREADABLE);
        return jsons;
    }

    /** Returns the records of a batch that can be written as JSON; the others are dropped and counted. */
    List<TelemetryRecord> readable(List<TelemetryRecord> batch) {
        List<TelemetryRecord> readable =
                batch.stream().filter(telemetry -> json(telemetry).isPresent()).toList();
        drop(batch.size() - readable.size(), DropReason.UNREADABLE);
        return readable;
    }

    private static Optional<byte[]> json(TelemetryRecord telemetry) {
        try {
            return Optional.of(telemetry.json());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    void close() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.warn("Sink {} did not close cleanly: {}", sink.name(), FailureLog.rootClass(e));
        }
    }
}
