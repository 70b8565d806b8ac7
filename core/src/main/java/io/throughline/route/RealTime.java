package io.throughline.route;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The system's clocks and one daemon thread. */
final class RealTime implements Timekeeper {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "throughline-route-timer");
        thread.setDaemon(true);
        return thread;
    });

    RealTime() {
        timer.setRemoveOnCancelPolicy(true);
        // something is always due soon, so that the thread is not woken for what is due later, as the limits of nearly
        // all calls are
        timer.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        try {
            Future<?> task = timer.schedule(action, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> task.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // closed: nothing is waited for any more
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
