package io.throughline;

import org.jspecify.annotations.Nullable;

/** Counts the calls that use something, and ends it when it is given up and the last of them is over. Safe for use by many threads. */
final class Tenancy {
    private int calls;
    private boolean ended;
    private @Nullable Runnable end;

    /** Begins a call's use. Returns whether there still is something to use; who got it gives it back by {@link #leave}. */
    synchronized boolean enter() {
        calls += ended ? 0 : 1;
        return !ended;
    }

    /** Ends a call's use. */
    void leave() {
        Runnable due;
        synchronized (this) {
            calls--;
            due = due();
        }
        due.run();
    }

    /** Runs {@code action} once no call uses it any more, which may be now. To be called once. */
    void giveUp(Runnable action) {
        Runnable due;
        synchronized (this) {
            end = action;
            due = due();
        }
        due.run();
    }

    private Runnable due() {
        Runnable action = end;
        if (action == null || ended || calls > 0) {
            return () -> {};
        }
        ended = true;
        return action;
    }
}
