package io.throughline.access;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The place of the counts and the calls that hold some of them, which outlive a change of the settings. Safe for use by many threads. */
final class Counting implements AutoCloseable {
    private final LimitSettings opened;
    private final Limits limits;
    private final InstantSource clock;
    private final RunningCalls running;
    private final @Nullable ScheduledThreadPoolExecutor timer;

    Counting(LimitSettings settings, Limits limits, InstantSource clock) {
        this.opened = settings;
        this.limits = limits;
        this.clock = clock;
        this.running = new RunningCalls(limits, settings.lease());
        this.timer = isUsed() ? timer(Math.max(1, settings.lease().toMillis() / 3)) : null;
    }

    /** Returns whether anything can have been counted: where nothing was limited, nothing was. */
    boolean isUsed() {
        return !opened.accounts().isEmpty();
    }

    List<String> differences(LimitSettings settings) {
        List<String> different = new ArrayList<>();
        if (!settings.redis().equals(opened.redis())) {
            different.add("limits.redis");
        }
        if (!settings.lease().equals(opened.lease())) {
            different.add("limits.lease");
        }
        if (settings.onOutage() != opened.onOutage()) {
            different.add("limits.on-outage");
        }
        return different;
    }

    Limits limits() {
        return limits;
    }

    void began(String call, Reservation reservation) {
        running.add(call, reservation, clock.instant());
    }

    void over(String call) {
        running.over(call, clock.instant());
    }

    @Nullable
    Reservation remove(String call) {
        return running.remove(call);
    }

    int size() {
        return running.size();
    }

    void sweep() {
        running.sweep(clock.instant());
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
        limits.close();
    }

    private ScheduledThreadPoolExecutor timer(long millis) {
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "throughline-limits");
            thread.setDaemon(true);
            return thread;
        });
        made.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
        return made;
    }
}
