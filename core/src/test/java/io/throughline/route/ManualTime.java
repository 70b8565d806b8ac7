package io.throughline.route;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until a test moves it. */
final class ManualTime implements Timekeeper {
    private final List<Due> due = new ArrayList<>();
    private long nanos = 1_000;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        Due task = new Due(nanos + delay.toNanos(), action);
        due.add(task);
        return () -> due.remove(task);
    }

    @Override
    public void close() {
        due.clear();
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        List<Due> now = due.stream()
                .filter(task -> task.at <= nanos)
                .sorted(Comparator.comparingLong(Due::at))
                .toList();
        due.removeAll(now);
        now.forEach(task -> task.action.run());
    }

    private record Due(long at, Runnable action) {}
}
