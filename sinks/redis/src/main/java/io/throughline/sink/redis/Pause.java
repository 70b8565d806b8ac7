package io.throughline.sink.redis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A time in which nobody is asked, since the last one asked got no answer. Safe for use by many threads. */
final class Pause {
    private final long nanos;
    private final LongSupplier clock;
    private final AtomicLong end;

    Pause(long nanos, LongSupplier clock) {
        this.nanos = nanos;
        this.clock = clock;
        this.end = new AtomicLong(clock.getAsLong());
    }

    void begin() {
        end.set(clock.getAsLong() + nanos);
    }

    boolean isOn() {
        return end.get() - clock.getAsLong() > 0;
    }
}
