package io.throughline.route;

import java.time.Duration;

/**
 * When a target is left alone.
 *
 * @param failurePercent it opens when this share of the last calls failed
 * @param minCalls and at least this many were made within {@link #window}
 * @param window how far back calls count
 * @param open how long it stays open before one call may probe the target
 */
public record BreakerSettings(int failurePercent, int minCalls, Duration window, Duration open) {
    /** Returns a half of at least 10 calls within 60 s, and 15 s of rest. */
    public static BreakerSettings defaults() {
        return new BreakerSettings(50, 10, Duration.ofSeconds(60), Duration.ofSeconds(15));
    }
}
