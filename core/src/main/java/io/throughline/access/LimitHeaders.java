package io.throughline.access;

import io.throughline.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Tells how limits stand in the header fields that a client's dialect has for it.
 *
 * <p>Source: OpenAI API reference, "Rate limits" (resets as durations, {@code 6m0s}); Anthropic API reference, "Rate limits" (resets as RFC 3339).
 * {@code retry-after-ms} and {@code x-should-retry} are what both vendors' own clients heed.
 */
public final class LimitHeaders {
    /** Clients that retry by themselves wait no longer than this: a budget that is gone for the day is not to be asked for again and again. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private LimitHeaders() {}

    /**
     * Returns an answer's header fields with the limits of ours in place of those of the provider, which are not the caller's.
     *
     * @param answer the answer's header fields
     * @param state how the limits stand
     * @param dialect the client's dialect, such as {@code openai-chat}
     * @param now the time
     */
    public static Headers on(Headers answer, LimitState state, String dialect, Instant now) {
        Headers.Builder told = answer.toBuilder();
        if (dialect.startsWith("openai-")) {
            state.requests().ifPresent(gauge -> openAi(told, "requests", gauge));
            state.tokens().ifPresent(gauge -> openAi(told, "tokens", gauge));
        } else if (dialect.startsWith("anthropic-")) {
            state.requests().ifPresent(gauge -> anthropic(told, "requests", gauge, now));
            state.tokens().ifPresent(gauge -> anthropic(told, "tokens", gauge, now));
        }
        return told.build();
    }

    /** Returns a refusal's header fields: those of {@link #on}, and when to try again. */
    public static Headers on(Headers answer, LimitDecision.Refused refused, String dialect, Instant now) {
        Duration wait = refused.retryAfter();
        Headers.Builder told = on(answer, refused.state(), dialect, now).toBuilder()
                .set("Retry-After", Long.toString((wait.toMillis() + 999) / 1000));
        if (dialect.startsWith("openai-") || dialect.startsWith("anthropic-")) {
            told.set("retry-after-ms", Long.toString(wait.toMillis()));
        }
        if (wait.compareTo(LONGEST_RETRY) > 0) {
            told.set("x-should-retry", "false");
        }
        return told.build();
    }

    private static void openAi(Headers.Builder told, String what, Gauge gauge) {
        told.set("x-ratelimit-limit-" + what, Long.toString(gauge.limit()));
        told.set("x-ratelimit-remaining-" + what, Long.toString(gauge.remaining()));
        told.set("x-ratelimit-reset-" + what, shown(gauge.reset()));
    }

    private static void anthropic(Headers.Builder told, String what, Gauge gauge, Instant now) {
        String name = "anthropic-ratelimit-" + what;
        told.set(name + "-limit", Long.toString(gauge.limit()));
        told.set(name + "-remaining", Long.toString(gauge.remaining()));
        told.set(
                name + "-reset",
                now.plus(gauge.reset()).truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** As Go writes durations: {@code 36ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h0m0s}. */
    private static String shown(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + "ms";
        }
        String seconds = time.toSecondsPart()
                + Optional.of(time.toMillisPart())
                        .filter(millis -> millis > 0)
                        .map(millis -> ("." + String.format("%03d", millis)).replaceAll("0+$", ""))
                        .orElse("")
                + "s";
        if (time.toMinutes() == 0) {
            return seconds;
        }
        String minutes = time.toMinutesPart() + "m" + seconds;
        return time.toHours() == 0 ? minutes : time.toHours() + "h" + minutes;
    }
}
