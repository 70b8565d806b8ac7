package io.throughline.route;

import io.throughline.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a provider wants to be asked again: {@code retry-after-ms}, else {@code Retry-After} in seconds or as a date.
 *
 * <p>Source: RFC 9110, section 10.2.3; {@code retry-after-ms} is OpenAI's and Azure's.
 */
public final class RetryAfter {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private RetryAfter() {}

    /** Returns how long to wait from {@code now}, not less than nothing; empty where nothing, or nothing readable, is said. */
    public static Optional<Duration> in(Headers headers, Instant now) {
        return headers.first("retry-after-ms")
                .flatMap(value -> number(value, 1_000_000))
                .or(() -> headers.first("retry-after")
                        .flatMap(value -> number(value, 1_000_000_000).or(() -> date(value, now))));
    }

    private static Optional<Duration> number(String value, long nanos) {
        String text = value.strip();
        return NUMBER.matcher(text).matches()
                ? Optional.of(Duration.ofNanos((long) (Double.parseDouble(text) * nanos)))
                : Optional.empty();
    }

    private static Optional<Duration> date(String value, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
