package io.throughline.translate;

import io.throughline.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a provider's rate limits in the words that the client's dialect has for them. {@code Retry-After} is the same in all.
 *
 * <p>Source: Anthropic API reference, "Rate limits" (times of reset as RFC 3339); OpenAI API reference, "Rate limits" (as durations).
 */
final class RateLimitHeaders {
    private static final Map<String, String> TO_OPENAI = Map.of(
            "anthropic-ratelimit-requests-limit", "x-ratelimit-limit-requests",
            "anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining-requests",
            "anthropic-ratelimit-requests-reset", "x-ratelimit-reset-requests",
            "anthropic-ratelimit-tokens-limit", "x-ratelimit-limit-tokens",
            "anthropic-ratelimit-tokens-remaining", "x-ratelimit-remaining-tokens",
            "anthropic-ratelimit-tokens-reset", "x-ratelimit-reset-tokens");

    private RateLimitHeaders() {}

    /**
     * Returns a provider's header fields with the limits in the client's words as well.
     *
     * @param upstream the provider's fields
     * @param client the client's dialect
     * @param now when they came
     */
    static Headers in(Headers upstream, String client, Instant now) {
        Headers.Builder told = upstream.toBuilder();
        TO_OPENAI.forEach((anthropic, openAi) -> {
            boolean toOpenAi = client.startsWith("openai-");
            String from = toOpenAi ? anthropic : openAi;
            String to = toOpenAi ? openAi : anthropic;
            boolean wanted = toOpenAi || client.startsWith("anthropic-");
            if (wanted && !upstream.contains(to)) {
                upstream.first(from)
                        .flatMap(value -> value(from, value, toOpenAi, now))
                        .ifPresent(value -> told.set(to, value));
            }
        });
        return told.build();
    }

    private static Optional<String> value(String name, String value, boolean toOpenAi, Instant now) {
        if (!name.contains("reset")) {
            return Optional.of(value);
        }
        return toOpenAi ? untilThen(value, now) : fromNow(value, now);
    }

    private static Optional<String> untilThen(String instant, Instant now) {
        try {
            long millis =
                    Math.max(0, Duration.between(now, Instant.parse(instant)).toMillis());
            return Optional.of(millis + "ms");
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Go's durations, {@code 6m0s} or {@code 36ms}; bare numbers are seconds. */
    private static Optional<String> fromNow(String duration, Instant now) {
        try {
            boolean bare = duration.chars().allMatch(c -> Character.isDigit(c) || c == '.');
            String iso = duration.endsWith("ms") ? seconds(duration) : bare ? duration + "S" : duration;
            return Optional.of(now.plus(Duration.parse("PT" + iso)).toString());
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String seconds(String millis) {
        return new BigDecimal(millis.substring(0, millis.length() - 2)).movePointLeft(3) + "S";
    }
}
