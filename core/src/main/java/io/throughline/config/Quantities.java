package io.throughline.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with a unit, as people write them. */
final class Quantities {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L,
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L);
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Quantities() {}

    /** Reads {@code 32MiB}, {@code 1GB} or a plain number of bytes; the case of the unit counts nothing. */
    static Optional<Long> bytes(String text) {
        return amount(
                text,
                (count, unit) -> Optional.ofNullable(BYTES.get(unit.toLowerCase(Locale.ROOT)))
                        .map(size -> Math.multiplyExact(count, size)));
    }

    /** Reads {@code 500ms}, {@code 15s}, {@code 10m}, {@code 2h} or {@code 90d}; a number without a unit is none. */
    static Optional<Duration> duration(String text) {
        return amount(
                text, (count, unit) -> Optional.ofNullable(TIMES.get(unit)).map(size -> size.multipliedBy(count)));
    }

    /** Reads a whole number. */
    static Optional<Long> integer(String text) {
        return amount(text, (count, unit) -> unit.isEmpty() ? Optional.of(count) : Optional.empty());
    }

    private static <T> Optional<T> amount(String text, Reading<T> reading) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return reading.read(Long.parseLong(form.group(1)), form.group(2));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private interface Reading<T> {
        Optional<T> read(long count, String unit);
    }
}
