package io.throughline.access;

import java.time.Duration;
import java.util.Optional;

/**
 * How much a caller may do in a time. It is a token bucket: full at first, refilled evenly, so a burst of the whole amount is possible once
 * and what is used comes back little by little.
 *
 * @param requests how many calls, 1 to {@value #MOST}; empty for any number
 * @param tokens how many tokens, input and output together, 1 to {@value #MOST}; empty for any number
 * @param per in which time, a millisecond to an hour
 */
public record Rate(Optional<Long> requests, Optional<Long> tokens, Duration per) {
    /** The largest amount: with an hour in milliseconds it still fits the numbers of Redis' scripts, which are exact to 2^53. */
    public static final long MOST = 1_000_000_000;

    /** Checks the amounts. */
    public Rate {
        requests.ifPresent(Rate::check);
        tokens.ifPresent(Rate::check);
        if (per.toMillis() < 1 || per.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("a rate is per millisecond to per hour");
        }
    }

    private static void check(long amount) {
        if (amount < 1 || amount > MOST) {
            throw new IllegalArgumentException("a rate is of 1 to " + MOST);
        }
    }
}
