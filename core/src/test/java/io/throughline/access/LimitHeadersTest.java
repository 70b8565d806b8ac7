package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits are told in the words of the client's dialect. */
class LimitHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.250Z");
    private static final Headers ANSWER = Headers.of("x-ratelimit-limit-requests", "9999", "x-other", "1");

    @Test
    void openAiTellsDurations() {
        assertThat(LimitHeaders.on(ANSWER, state(Duration.ofMillis(61_500)), "openai-responses", NOW)
                        .toMap())
                .isEqualTo(Map.of(
                        "x-other", List.of("1"),
                        "x-ratelimit-limit-requests", List.of("600"),
                        "x-ratelimit-remaining-requests", List.of("42"),
                        "x-ratelimit-reset-requests", List.of("1m1.5s"),
                        "x-ratelimit-limit-tokens", List.of("200000"),
                        "x-ratelimit-remaining-tokens", List.of("0"),
                        "x-ratelimit-reset-tokens", List.of("36ms")));
    }

    @Test
    void anthropicTellsTimes() {
        assertThat(LimitHeaders.on(Headers.none(), state(Duration.ofSeconds(90)), "anthropic-messages", NOW)
                        .toMap())
                .isEqualTo(Map.of(
                        "anthropic-ratelimit-requests-limit", List.of("600"),
                        "anthropic-ratelimit-requests-remaining", List.of("42"),
                        "anthropic-ratelimit-requests-reset", List.of("2026-11-21T10:17:00Z"),
                        "anthropic-ratelimit-tokens-limit", List.of("200000"),
                        "anthropic-ratelimit-tokens-remaining", List.of("0"),
                        "anthropic-ratelimit-tokens-reset", List.of("2026-11-21T10:15:30Z")));
    }

    @ParameterizedTest
    @CsvSource({"999, 999ms", "1000, 1s", "1230, 1.23s", "60000, 1m0s", "3600000, 1h0m0s", "0, 0ms"})
    void durationsAreThoseOfGo(long millis, String shown) {
        assertThat(LimitHeaders.on(Headers.none(), state(Duration.ofMillis(millis)), "openai-chat", NOW)
                        .first("x-ratelimit-reset-requests"))
                .hasValue(shown);
    }

    @Test
    void aRefusalSaysWhenToTryAgain() {
        Headers told = LimitHeaders.on(Headers.none(), refused(Duration.ofMillis(1_001)), "openai-chat", NOW);
        assertThat(told.first("Retry-After")).hasValue("2");
        assertThat(told.first("retry-after-ms")).hasValue("1001");
        assertThat(told.contains("x-should-retry")).isFalse();
        Headers gemini = LimitHeaders.on(Headers.none(), refused(Duration.ofHours(3)), "gemini-generate-content", NOW);
        assertThat(gemini.toMap())
                .isEqualTo(Map.of("retry-after", List.of("10800"), "x-should-retry", List.of("false")));
    }

    @Test
    void aRefusalNamesTheLimit() {
        assertThat(refused(Duration.ofMillis(20)).error().message())
                .isEqualTo("The key shop may use 600 requests in 60 s; try again in 20 ms");
        Account tenant = new Account(
                "acme",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Budget(new BigDecimal("50.00"), Budget.Window.DAY)));
        LimitDecision.Refused budget = new LimitDecision.Refused(
                LimitKind.BUDGET,
                tenant,
                Duration.ofSeconds(7),
                new LimitState(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Gauge(50_000_000_000L, 12_345_678_999L, Duration.ofHours(1)))));
        assertThat(budget.error().message())
                .isEqualTo("The tenant acme has a budget of 50 US dollars a day, of which 12.3456 are left and not held"
                        + " by calls under way; try again in 7 s");
        assertThat(budget.error().code()).hasValue("insufficient_quota");
        assertThat(budget.error().status()).isEqualTo(429);
    }

    private static LimitDecision.Refused refused(Duration wait) {
        Account key = new Account(
                "acme",
                Optional.of("shop"),
                Optional.of(new Rate(Optional.of(600L), Optional.empty(), Duration.ofMinutes(1))),
                Optional.empty());
        return new LimitDecision.Refused(LimitKind.REQUESTS, key, wait, LimitState.UNLIMITED);
    }

    private static LimitState state(Duration reset) {
        return new LimitState(
                Optional.of(new Gauge(600, 42, reset)),
                Optional.of(new Gauge(200_000, 0, Duration.ofMillis(36))),
                Optional.empty());
    }
}
