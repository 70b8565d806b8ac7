package io.throughline.route;

import java.time.Duration;
import java.util.Set;

/**
 * How often and how soon a call is tried again.
 *
 * @param maxAttempts how many requests one call may send to providers, all targets together
 * @param base the backoff before the first repetition is up to this long; each one more doubles it
 * @param most the longest backoff
 * @param maxWait the longest {@code Retry-After} that is waited for; a longer one sends the call to the next target, or the error through
 * @param fallbackOn statuses among 401, 403 and 404 that send a call to the next target
 */
public record RetrySettings(int maxAttempts, Duration base, Duration most, Duration maxWait, Set<Integer> fallbackOn) {
    /** Copies the set. */
    public RetrySettings {
        fallbackOn = Set.copyOf(fallbackOn);
    }

    /** Returns three attempts, backoff from 250 ms to 8 s, and waits of up to 5 s. */
    public static RetrySettings defaults() {
        return new RetrySettings(3, Duration.ofMillis(250), Duration.ofSeconds(8), Duration.ofSeconds(5), Set.of());
    }

    /**
     * Returns how long to wait, with full jitter: any time from none to the backoff.
     *
     * @param repetition which repetition it is, from 0
     * @param random from 0 to 1
     */
    Duration backoff(int repetition, double random) {
        double ceiling = Math.min((double) most.toNanos(), (double) base.toNanos() * Math.pow(2, repetition));
        return Duration.ofNanos((long) (ceiling * random));
    }
}
