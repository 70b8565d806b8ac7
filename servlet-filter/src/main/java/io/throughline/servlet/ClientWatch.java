package io.throughline.servlet;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread a filter that looks after its calls now and then: is the client still there? All methods are safe for use by any thread. */
final class ClientWatch {
    /** Half of the second within which a provider is to hear that its client has left. */
    private static final Duration ROUND = Duration.ofMillis(250);

    private final Set<Exchange> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor rounds;

    ClientWatch() {
        rounds = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "throughline-client-watch");
            thread.setDaemon(true);
            return thread;
        });
        rounds.setRemoveOnCancelPolicy(true);
        rounds.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        rounds.scheduleWithFixedDelay(
                () -> calls.forEach(Exchange::look), ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    void add(Exchange call) {
        calls.add(call);
    }

    void remove(Exchange call) {
        calls.remove(call);
    }

    /** Runs {@code task} after {@code time}, or at once when the watch has ended. */
    void after(Duration time, Runnable task) {
        try {
            rounds.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    boolean isClosed() {
        return rounds.isShutdown();
    }

    void close() {
        rounds.shutdownNow();
    }
}
