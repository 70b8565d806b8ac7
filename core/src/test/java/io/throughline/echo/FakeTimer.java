package io.throughline.echo;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/** A timer whose time goes on when the test says so. */
final class FakeTimer implements EchoTimer {
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
    private long now = 1_000_000;
    private boolean closed;

    private record Alarm(long at, Runnable task) {}

    @Override
    public long now() {
        return now;
    }

    @Override
    public Runnable after(long nanos, Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        Alarm alarm = new Alarm(now + nanos, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    void close() {
        closed = true;
    }

    int waiting() {
        return alarms.size();
    }

    /** Lets {@code duration} pass, and runs what is due then, in order. */
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        for (Alarm next = alarms.peek(); next != null && next.at() <= end; next = alarms.peek()) {
            alarms.remove(next);
            now = next.at();
            next.task().run();
        }
        now = end;
    }
}
