package io.throughline.sink.sqlite;

import io.throughline.record.CallRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Costs as whole numbers of millionths of a millionth of a dollar, which a column can add up. A call's own JSON has all digits. */
final class Picodollars {
    private static final int DIGITS = 12;
    /** A million dollars: what no call costs. */
    private static final BigDecimal MOST = BigDecimal.TEN.pow(6);

    private Picodollars() {}

    static Optional<Long> of(CallRecord call) {
        return call.cost()
                .map(cost -> cost.total()
                        .min(MOST)
                        .setScale(DIGITS, RoundingMode.HALF_UP)
                        .unscaledValue()
                        .longValueExact());
    }

    static Optional<Long> sum(Optional<Long> one, Optional<Long> other) {
        return one.isPresent() && other.isPresent() ? Optional.of(one.get() + other.get()) : one.or(() -> other);
    }

    static Optional<BigDecimal> usd(Optional<Long> cost) {
        return cost.map(amount -> BigDecimal.valueOf(amount, DIGITS).stripTrailingZeros());
    }
}
