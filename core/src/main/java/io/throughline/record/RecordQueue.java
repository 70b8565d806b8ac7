package io.throughline.record;

import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits to be recorded, and the thread that does it. Safe for use by many threads. */
final class RecordQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordQueue.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_AT_ONCE = 256;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MOST_BYTES_WAITING = Runtime.getRuntime().maxMemory() / 8;

    private final Consumer<CallRecord> watcher;
    private final Consumer<TelemetryRecord> sinks;
    private final ByteBudget waiting = new ByteBudget(MOST_BYTES_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final BlockingQueue<Recorder.Making> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread worker = new Thread(this::run, "throughline-records");
    /** Wakes the worker when there is nothing else to come. */
    private final Recorder.Making end = new Recorder.Making(
            false,
            0,
            () -> {
                throw new IllegalStateException("the end is no call");
            },
            () -> {},
            call -> {});

    private volatile boolean closing;

    RecordQueue(Consumer<CallRecord> watcher, Consumer<TelemetryRecord> sinks) {
        this.watcher = watcher;
        this.sinks = sinks;
        worker.setDaemon(true);
        worker.start();
    }

    void take(Recorder.Making making) {
        if (!waiting.take(making.weight())) {
            drop(making);
            return;
        }
        if (closing || !queue.offer(making)) {
            waiting.give(making.weight());
            drop(making);
        } else if (closing && !worker.isAlive()) {
            dropLeft();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    long held() {
        return waiting.held();
    }

    /** Makes what waits, then stops. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(worker);
        queue.offer(end); // where there is no room, nobody waits
        boolean interrupted = false;
        try {
            worker.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        dropLeft();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Under load it looks every few milliseconds for what has come: to be woken for each call would cost more than its record does. */
    private void run() {
        List<Recorder.Making> batch = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            if (queue.drainTo(batch, MOST_AT_ONCE) == 0) {
                awaitOne(batch);
            }
            batch.forEach(this::make);
            batch.clear();
            if (!closing && queue.size() < MOST_AT_ONCE) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void awaitOne(List<Recorder.Making> batch) {
        try {
            batch.add(queue.take());
        } catch (InterruptedException e) {
            // nobody interrupts this thread but to no purpose: close() says when to stop
        }
    }

    @SuppressWarnings("ReferenceEquality") // there is one end
    private void make(Recorder.Making making) {
        if (making == end) {
            return;
        }
        boolean told = false;
        try {
            CallRecord call = making.record().get();
            told = true;
            making.watch().ended(Optional.of(call));
            watcher.accept(call);
            if (making.kept()) {
                sinks.accept(call);
            }
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.warn("A call could not be recorded", e);
            if (!told) {
                making.watch().ended(Optional.empty());
            }
        } finally {
            waiting.give(making.weight());
        }
    }

    private void dropLeft() {
        List<Recorder.Making> left = new ArrayList<>();
        queue.drainTo(left);
        left.remove(end);
        for (Recorder.Making making : left) {
            waiting.give(making.weight());
            drop(making);
        }
    }

    private void drop(Recorder.Making making) {
        dropped.increment();
        making.forget().run();
        making.watch().ended(Optional.empty());
    }
}
