package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue before one sink, and the one thread that empties it. Whatever the sink does, {@link #offer} neither waits nor throws.
 *
 * <p>A batch that the sink fails on is tried again, unchanged, with growing pauses, while the queue fills behind it; then it is dropped.
 * What is dropped is counted by reason. Safe for use by many threads.
 */
public final class SinkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Sink sink;
    private final QueueSettings.Retry retry;
    private final RecordBuffer buffer;
    private final FailureLog failureLog;
    private final Thread worker;
    private final LongAdder written = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private volatile boolean up = true;
    private volatile @Nullable String lastError;

    private SinkQueue(Sink sink, QueueSettings settings) {
        this.sink = sink;
        this.retry = settings.retry();
        this.buffer = new RecordBuffer(settings.limit(), settings.batching());
        this.failureLog = new FailureLog(LOG, sink.name());
        this.worker = new Thread(this::run, "throughline-sink-" + sink.name());
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** Starts a queue before {@code sink}, which is the queue's from now on: {@link #close} closes it. */
    public static SinkQueue start(Sink sink, QueueSettings settings) {
        SinkQueue queue = new SinkQueue(sink, settings);
        queue.worker.setDaemon(true);
        queue.worker.start();
        return queue;
    }

    /**
     * Takes a record for the sink. Quick; never waits for the sink, never throws.
     *
     * @return whether it was taken; if not, it was counted as dropped
     */
    public boolean offer(TelemetryRecord telemetry) {
        Optional<DropReason> refusal = buffer.offer(telemetry);
        refusal.ifPresent(reason -> drop(1, reason));
        return refusal.isEmpty();
    }

    /** Returns how the sink does. */
    public SinkStatus status() {
        RecordBuffer.Held held = buffer.held();
        Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> counts.put(reason, count.sum()));
        return new SinkStatus(
                sink.name(),
                up,
                held.records(),
                held.bytes(),
                written.sum(),
                Map.copyOf(counts),
                Optional.ofNullable(lastError));
    }

    /**
     * Takes no more records, writes what is there and closes the sink. What is not written when the time is over is dropped and counted.
     * Returns within the time and a second more, even when the sink hangs; then it goes on hanging on its own thread. Idempotent.
     */
    public void close(Duration drain) {
        stopIntake();
        awaitDrained(System.nanoTime() + drain.toNanos());
    }

    void stopIntake() {
        buffer.close();
    }

    void awaitDrained(long deadline) {
        boolean interrupted = false;
        try {
            joinWorker(deadline - System.nanoTime());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (worker.isAlive()) {
            drop(buffer.abandon(), DropReason.CLOSING);
            worker.interrupt();
            try {
                joinWorker(interrupted ? 0 : GRACE.toNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** At least a millisecond: to {@link Thread#join}, zero is for ever. */
    private void joinWorker(long nanos) throws InterruptedException {
        worker.join(Math.max(1, nanos / 1_000_000));
    }

    private void run() {
        try {
            for (List<TelemetryRecord> batch = buffer.next(); !batch.isEmpty(); batch = buffer.next()) {
                deliver(batch);
                buffer.done();
            }
        } finally {
            closeSink();
        }
    }

    private void deliver(List<TelemetryRecord> taken) {
        List<TelemetryRecord> batch = taken;
        long giveUpAt = System.nanoTime() + retry.giveUpAfter().toNanos();
        for (int failures = 1; !wrote(batch); failures++) {
            if (failures == 1) {
                batch = readable(batch);
                if (batch.isEmpty()) {
                    return;
                }
            }
            if (buffer.isAbandoned()) {
                drop(batch.size(), DropReason.CLOSING);
                return;
            }
            if (System.nanoTime() - giveUpAt >= 0) {
                drop(batch.size(), DropReason.SINK_FAILED);
                return;
            }
            buffer.pause(retry.pause(failures));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a sink's mistake, or a library it lacks, must not end the thread
    private boolean wrote(List<TelemetryRecord> batch) {
        try {
            sink.write(List.copyOf(batch));
        } catch (Throwable failure) {
            up = false;
            lastError = FailureLog.rootClass(failure);
            failureLog.failed(failure, status());
            return false;
        }
        written.add(batch.size());
        up = true;
        failureLog.wrote();
        return true;
    }

    /** One record that can't be written must not take its whole batch along: looked for only after a failure, since it costs. */
    private List<TelemetryRecord> readable(List<TelemetryRecord> batch) {
        List<TelemetryRecord> readable = new ArrayList<>(batch.size());
        for (TelemetryRecord telemetry : batch) {
            if (isReadable(telemetry)) {
                readable.add(telemetry);
            }
        }
        drop(batch.size() - readable.size(), DropReason.UNREADABLE);
        return readable;
    }

    private static boolean isReadable(TelemetryRecord telemetry) {
        try {
            telemetry.json();
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    private void drop(int count, DropReason reason) {
        LongAdder counter = dropped.get(reason);
        if (counter != null) {
            counter.add(count);
        }
    }

    private void closeSink() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.warn("Sink {} did not close cleanly: {}", sink.name(), FailureLog.rootClass(e));
        }
    }
}
