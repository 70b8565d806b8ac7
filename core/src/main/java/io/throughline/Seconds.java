package io.throughline;

import java.math.BigDecimal;
import java.time.Duration;

/** Tells a length of time to a person. */
final class Seconds {
    private Seconds() {}

    /** Returns {@code "30 s"}, {@code "0.2 s"}. */
    static String of(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
