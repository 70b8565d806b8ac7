package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue before one sink, and the one thread that empties it. Whatever the sink does, {@link #offer} neither waits nor throws.
 *
 * <p>A batch that the sink fails on is tried again, unchanged, with growing pauses, while the queue fills behind it; then it is dropped. With a
 * spool, it is put on disk instead, and so is what comes behind it, until the sink is back. What is dropped is counted by reason. Safe for use by
 * many threads.
 */
public final class SinkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final GuardedSink sink;
    private final RecordBuffer buffer;
    private final Delivery delivery;
    private final Thread worker;
    private final AtomicBoolean told = new AtomicBoolean();

    private SinkQueue(Sink sink, QueueSettings settings) {
        this.sink = new GuardedSink(sink, this::status);
        this.buffer = new RecordBuffer(settings.limit(), settings.batching());
        this.delivery = new MemoryDelivery(this.sink, buffer, settings.retry());
        this.worker = new Thread(this::run, "throughline-sink-" + sink.name());
    }

    private SinkQueue(RemoteSink sink, QueueSettings settings, QueueSettings.Spooling spooling) {
        this.sink = new GuardedSink(sink, this::status);
        this.buffer = new RecordBuffer(settings.limit(), settings.batching());
        Spool spool = new Spool(
                spooling.directory(), spooling.bytes(), count -> this.sink.drop(count, DropReason.UNREADABLE));
        this.delivery = new SpoolDelivery(this.sink, sink, spool, buffer, settings);
        this.worker = new Thread(this::run, "throughline-sink-" + sink.name());
    }

    /** Starts a queue before {@code sink}, which is the queue's from now on: {@link #close} closes it. */
    public static SinkQueue start(Sink sink, QueueSettings settings) {
        return started(new SinkQueue(sink, settings));
    }

    /**
     * Starts a queue before {@code sink}, which is the queue's from now on. What the sink does not take waits on disk, also beyond the end of the
     * process, and is handed over in order; it may come twice.
     */
    public static SinkQueue start(RemoteSink sink, QueueSettings settings, QueueSettings.Spooling spooling) {
        return started(new SinkQueue(sink, settings, spooling));
    }

    private static SinkQueue started(SinkQueue queue) {
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
        refusal.ifPresent(reason -> sink.drop(1, reason));
        return refusal.isEmpty();
    }

    /** Returns how the sink does. */
    public SinkStatus status() {
        RecordBuffer.Held held = buffer.held();
        int spooled = delivery.spooled();
        return new SinkStatus(
                sink.name(),
                sink.isUp(),
                held.records() + spooled,
                held.bytes(),
                spooled,
                sink.written(),
                sink.dropped(),
                sink.lastError());
    }

    /**
     * Takes no more records, writes what is there and closes the sink. What is not written when the time is over waits on disk, or without a
     * spool is dropped, counted and told in one line of the log. With a spool, a sink that is down is not waited for. Returns within the time and
     * a second more, even when the sink hangs; then it goes on hanging on its own thread. Idempotent.
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
            buffer.abandon();
            sink.interrupt();
            try {
                joinWorker(interrupted ? 0 : GRACE.toNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        sink.drop(buffer.clear(), DropReason.CLOSING);
        tellLost();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is still in hand here is with a sink that hangs. */
    private void tellLost() {
        long lost = sink.dropped().getOrDefault(DropReason.CLOSING, 0L)
                + buffer.held().records();
        if (lost > 0 && told.compareAndSet(false, true)) {
            LOG.warn("Sink {} closed without {} records that waited for it: they are lost", sink.name(), lost);
        }
    }

    /** At least a millisecond: to {@link Thread#join}, zero is for ever. */
    private void joinWorker(long nanos) throws InterruptedException {
        worker.join(Math.max(1, nanos / 1_000_000));
    }

    private void run() {
        try {
            delivery.begin();
            while (!buffer.isDrained()) {
                delivery.deliver(buffer.next(delivery.idleNanos()));
                buffer.done();
            }
            delivery.end();
        } finally {
            sink.close();
        }
    }
}
