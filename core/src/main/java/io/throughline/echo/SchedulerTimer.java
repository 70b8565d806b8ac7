package io.throughline.echo;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer of a few daemon threads, started when they are needed. It holds at most one task for each answer that is being given. */
final class SchedulerTimer implements EchoTimer, AutoCloseable {
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final ScheduledThreadPoolExecutor scheduler;

    SchedulerTimer() {
        scheduler = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "throughline-echo");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Runnable after(long nanos, Runnable task) {
        Future<?> alarm = scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> alarm.cancel(false);
    }

    /** Takes no more tasks. Those that wait still run when they are due, so that every answer learns of the end. */
    @Override
    public void close() {
        scheduler.shutdown();
    }
}
