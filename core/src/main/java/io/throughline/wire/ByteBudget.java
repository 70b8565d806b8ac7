package io.throughline.wire;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that many may hold together, and no more. Safe for use by many threads. */
public final class ByteBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** Makes a budget of {@code most} bytes. */
    public ByteBudget(long most) {
        this.most = most;
    }

    /** Takes {@code count} bytes. Returns whether there was room; who took them gives them back. */
    public boolean take(long count) {
        if (held.addAndGet(count) > most) {
            held.addAndGet(-count);
            return false;
        }
        return true;
    }

    /** Gives {@code count} bytes back. */
    public void give(long count) {
        held.addAndGet(-count);
    }

    /** Returns how many bytes are held. */
    public long held() {
        return held.get();
    }
}
