package io.throughline.wire;

import java.math.BigDecimal;
import java.time.Duration;

/** Tells a length of time to a person. */
public final class Seconds {
    private Seconds() {}

    /** Returns {@code "30 s"}, {@code "0.2 s"}. */
    public static String of(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
