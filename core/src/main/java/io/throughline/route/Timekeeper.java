package io.throughline.route;

import io.throughline.wire.KeptAlive;
import java.time.Duration;
import java.time.Instant;

/** Tells the time and wakes up at a time: the one source of both for routing, so that tests can set the clock. Safe for use by many threads. */
public interface Timekeeper extends KeptAlive.Alarm, AutoCloseable {
    /** Returns nanoseconds since some moment, as {@link System#nanoTime} does: they never go back. */
    @Override
    long nanos();

    /** Returns the time of day. */
    Instant now();

    /**
     * Runs {@code action} once, on a thread that must not be held up.
     *
     * @param delay how long from now
     * @param action what to run
     * @return calls it off; harmless once it has run
     */
    @Override
    Runnable after(Duration delay, Runnable action);

    /** Calls off everything. Idempotent. */
    @Override
    void close();

    /** Returns the real time, with a thread of its own. */
    static Timekeeper real() {
        return new RealTime();
    }
}
