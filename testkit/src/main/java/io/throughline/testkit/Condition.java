package io.throughline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until something is so. */
public final class Condition {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Condition() {}

    /** Waits until {@code condition} holds, for 20 seconds at the most; fails where it still does not. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }
}
