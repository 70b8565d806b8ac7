package io.throughline.record;

import io.throughline.wire.ByteBudget;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits to be recorded, and the thread that does it. Safe for use by many threads. */
final class RecordQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordQueue.class);
    private static final int MOST_WAITING = 20_000;
    private static final long MOST_BYTES_WAITING = Runtime.getRuntime().maxMemory() / 8;

    private final Consumer<CallRecord> watcher;
    private final Consumer<TelemetryRecord> sinks;
    private final ByteBudget waiting = new ByteBudget(MOST_BYTES_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final ThreadPoolExecutor worker =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "throughline-records");
                thread.setDaemon(true);
                return thread;
            });

    RecordQueue(Consumer<CallRecord> watcher, Consumer<TelemetryRecord> sinks) {
        this.watcher = watcher;
        this.sinks = sinks;
    }

    void take(Recorder.Making making) {
        if (!waiting.take(making.weight())) {
            drop(making);
            return;
        }
        try {
            worker.execute(() -> make(making));
        } catch (RejectedExecutionException e) {
            waiting.give(making.weight());
            drop(making);
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
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                dropped.add(worker.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void make(Recorder.Making making) {
        try {
            CallRecord call = making.record().get();
            watcher.accept(call);
            if (making.kept()) {
                sinks.accept(call);
            }
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.warn("A call could not be recorded", e);
        } finally {
            waiting.give(making.weight());
        }
    }

    private void drop(Recorder.Making making) {
        dropped.increment();
        making.forget().run();
    }
}
