package io.throughline.access;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** US dollars as whole thousand-millionths, in which sums are exact and fast. What is smaller is rounded up, once a call. */
public final class NanoUsd {
    static final int DIGITS = 9;

    private static final BigDecimal MOST = new BigDecimal(1_000_000);

    private NanoUsd() {}

    /** Returns an amount in thousand-millionths: none for less than nothing, a million dollars for more than that. */
    public static long of(BigDecimal usd) {
        return usd.max(BigDecimal.ZERO)
                .min(MOST)
                .setScale(DIGITS, RoundingMode.CEILING)
                .unscaledValue()
                .longValueExact();
    }

    /** Returns an amount in dollars. */
    public static BigDecimal usd(long nanos) {
        return BigDecimal.valueOf(nanos, DIGITS);
    }
}
