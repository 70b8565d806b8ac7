package io.throughline.access;

import java.util.concurrent.atomic.AtomicInteger;

/** How many calls may be under way at once. One more is refused rather than queued. Safe for use by many threads. */
public final class Admission {
    private volatile int most;
    private final AtomicInteger calls = new AtomicInteger();

    /** Makes an admission of {@code most} calls at once. */
    public Admission(int most) {
        this.most = most;
    }

    /** Sets how many calls may be under way from now on; those that are go on. */
    public void limit(int calls) {
        most = calls;
    }

    /** Takes a place for a call. Returns whether there was one; who got it gives it back by {@link #leave}. */
    public boolean enter() {
        if (calls.incrementAndGet() > most) {
            calls.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives back the place of a call. */
    public void leave() {
        calls.decrementAndGet();
    }

    /** Returns how many calls are under way. */
    public int calls() {
        return calls.get();
    }
}
