package io.throughline.access;

import java.math.BigDecimal;

/**
 * What a call takes, as estimated before it or as it was.
 *
 * @param tokens input and output tokens together, 0 or more
 * @param nanoUsd thousand-millionths of a US dollar, 0 or more; see {@link NanoUsd}
 */
public record Amount(long tokens, long nanoUsd) {
    /** Nothing. */
    public static final Amount NONE = new Amount(0, 0);

    /** The most tokens of one call that are counted; more is no count but a mistake. */
    private static final long MOST_TOKENS = 1_000_000_000;

    /** Checks the amounts. */
    public Amount {
        if (tokens < 0 || nanoUsd < 0) {
            throw new IllegalArgumentException("an amount is none or more");
        }
        tokens = Math.min(tokens, MOST_TOKENS);
    }

    /** Returns tokens and dollars as an amount. */
    public static Amount of(long tokens, BigDecimal usd) {
        return new Amount(tokens, NanoUsd.of(usd));
    }
}
