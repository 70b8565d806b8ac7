package io.throughline.access;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * How much money a caller may spend in a window of the calendar, in UTC.
 *
 * @param usd US dollars, a thousand-millionth to a million
 * @param per the window
 */
public record Budget(BigDecimal usd, Window per) {
    private static final BigDecimal MOST = new BigDecimal(1_000_000);

    /** Checks the amount. */
    public Budget {
        if (usd.signum() <= 0
                || usd.compareTo(MOST) > 0
                || usd.stripTrailingZeros().scale() > NanoUsd.DIGITS) {
            throw new IllegalArgumentException("a budget is of 0.000000001 to 1000000 US dollars");
        }
    }

    /** Returns the amount in thousand-millionths of a dollar. */
    public long nanos() {
        return NanoUsd.of(usd);
    }

    /** A window of the calendar. */
    public enum Window {
        /** From one full hour to the next. */
        HOUR(ChronoUnit.HOURS),
        /** From midnight to midnight. */
        DAY(ChronoUnit.DAYS),
        /** From the first of a month to that of the next. */
        MONTH(ChronoUnit.MONTHS);

        private final ChronoUnit unit;

        Window(ChronoUnit unit) {
            this.unit = unit;
        }

        /** Returns when the window that {@code instant} is in began. */
        public Instant begin(Instant instant) {
            return floor(instant).toInstant();
        }

        /** Returns when the window that {@code instant} is in ends, and the next begins. */
        public Instant end(Instant instant) {
            return floor(instant).plus(1, unit).toInstant();
        }

        private ZonedDateTime floor(Instant instant) {
            ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
            return this == MONTH ? utc.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS) : utc.truncatedTo(unit);
        }
    }
}
