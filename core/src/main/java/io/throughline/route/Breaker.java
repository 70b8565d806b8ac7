package io.throughline.route;

/**
 * Leaves a target alone that fails too often: closed while enough calls succeed, open for a time when they do not, then half open, when one call at a
 * time probes whether the target is back. Safe for use by many threads.
 *
 * <p>It counts the last {@value #REMEMBERED} calls within the window. A call that was let in says how it went, by {@link #succeeded}, {@link #failed}
 * or {@link #leftUnknown}.
 */
final class Breaker {
    private static final int REMEMBERED = 64;
    /** A probe that never says how it went does not keep the target away for good. */
    private static final int PROBE_PATIENCE = 8;
    /** When all targets are open, one of them is probed this many times within its time of rest. */
    private static final int LAST_RESORTS = 10;

    private BreakerSettings settings;
    private final Timekeeper time;
    private final long[] at = new long[REMEMBERED];
    private final boolean[] good = new boolean[REMEMBERED];
    private int next;
    private int size;
    private State state = State.CLOSED;
    private long openedAt;
    private long probedAt;
    private boolean probing;

    Breaker(BreakerSettings settings, Timekeeper time) {
        this.settings = settings;
        this.time = time;
    }

    /** How it stands. */
    enum State {
        /** Calls go through. */
        CLOSED(0),
        /** One call at a time goes through. */
        HALF_OPEN(1),
        /** No call goes through. */
        OPEN(2);

        final int level;

        State(int level) {
            this.level = level;
        }
    }

    /** Goes by other settings from now on; what it remembers stays. */
    synchronized void heed(BreakerSettings other) {
        settings = other;
    }

    synchronized State state() {
        boolean rested = state == State.OPEN && time.nanos() - openedAt >= open();
        return rested ? State.HALF_OPEN : state;
    }

    /** Returns whether a call may go through now; it then counts as on its way. */
    synchronized boolean enter() {
        if (state == State.CLOSED) {
            return true;
        }
        if (state() == State.OPEN || isProbed()) {
            return false;
        }
        state = State.HALF_OPEN;
        return probe();
    }

    /** Returns whether a call may go through although the target rests, for there is no other; now and then one may. */
    synchronized boolean enterAsLastResort() {
        if (enter()) {
            return true;
        }
        long pause = open() / LAST_RESORTS;
        boolean due = time.nanos() - Math.max(openedAt, probedAt) >= pause;
        return !isProbed() && due && probe();
    }

    synchronized void succeeded() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            size = 0;
        }
        probing = false;
        note(true);
    }

    synchronized void failed() {
        probing = false;
        note(false);
        if (state != State.CLOSED || isTooMuch()) {
            state = State.OPEN;
            openedAt = time.nanos();
        }
    }

    /** The call ended for a reason that says nothing of the target. */
    synchronized void leftUnknown() {
        probing = false;
    }

    private boolean probe() {
        probing = true;
        probedAt = time.nanos();
        return true;
    }

    private boolean isProbed() {
        return probing && time.nanos() - probedAt < open() * PROBE_PATIENCE;
    }

    private void note(boolean success) {
        at[next] = time.nanos();
        good[next] = success;
        next = (next + 1) % REMEMBERED;
        size = Math.min(size + 1, REMEMBERED);
    }

    private boolean isTooMuch() {
        long now = time.nanos();
        int calls = 0;
        int failures = 0;
        for (int back = 1; back <= size; back++) {
            int index = Math.floorMod(next - back, REMEMBERED);
            if (now - at[index] > settings.window().toNanos()) {
                break;
            }
            calls++;
            failures += good[index] ? 0 : 1;
        }
        return calls >= settings.minCalls() && failures * 100 >= settings.failurePercent() * calls;
    }

    private long open() {
        return settings.open().toNanos();
    }
}
