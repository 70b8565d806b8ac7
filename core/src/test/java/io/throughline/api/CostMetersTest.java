package io.throughline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.record.CallRecord;
import io.throughline.record.Labels;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What calls cost is counted by provider and model; models without a price are named, and no more of them than labels may be. */
class CostMetersTest {
    private final Meters meters = Meters.available();

    @Test
    void addsUpWhatCallsCost() {
        meters.ended(call("openai", "gpt-4o", Optional.of("0.25")));
        meters.ended(call("openai", "gpt-4o", Optional.of("0.5")));
        assertThat(text())
                .contains("throughline_cost_usd_total{model=\"gpt-4o\",provider=\"openai\"} 0.75")
                .doesNotContain("throughline_cost_unknown_total");
    }

    @Test
    void namesTheModelsThatHaveNoPrice() {
        meters.ended(call("local", "llama-3", Optional.empty()));
        meters.ended(call("echo", "echo", Optional.empty()));
        assertThat(text())
                .contains("throughline_cost_unknown_total{model=\"llama-3\",provider=\"local\"} 1.0")
                .doesNotContain("throughline_cost_unknown_total{model=\"echo\"")
                .doesNotContain("throughline_cost_usd_total");
    }

    @Test
    void whatALostAttemptCostCountsWithItsOwnTarget() {
        CallRecord.Attempt lost = new CallRecord.Attempt(
                "openai/gpt-4o",
                Optional.of(200),
                Optional.of("stream_broken"),
                1,
                Optional.empty(),
                Optional.of(new Usage(10, 0, 0, 0, 0, 0, 40, 0, 0)),
                Optional.of(cost("0.25")));
        CallRecord call = call("anthropic", "claude", Optional.of("0.75"));
        meters.ended(new CallRecord(
                call.id(),
                call.trace(),
                call.caller(),
                call.times(),
                call.route(),
                List.of(lost, call.attempts().get(0)),
                call.request(),
                call.status(),
                call.answer(),
                call.outcome(),
                call.error(),
                call.bytes(),
                call.labels(),
                call.cost(),
                call.charged()));
        assertThat(text())
                .contains("throughline_cost_usd_total{model=\"gpt-4o\",provider=\"openai\"} 0.25")
                .contains("throughline_cost_usd_total{model=\"claude\",provider=\"anthropic\"} 0.5")
                .contains("throughline_tokens_total{bucket=\"output\",model=\"gpt-4o\",provider=\"openai\"} 40.0")
                .contains("throughline_tokens_total{bucket=\"input\",model=\"claude\",provider=\"anthropic\"} 1.0");
    }

    @Test
    void namesNoMoreModelsThanLabelsMayBe() {
        for (int i = 0; i < 1_000; i++) {
            meters.ended(call("local", "model-" + i, Optional.empty()));
        }
        assertThat(text().lines().filter(line -> line.startsWith("throughline_cost_unknown_total{")))
                .hasSizeLessThanOrEqualTo(301)
                .anyMatch(line -> line.contains("model=\"other\""));
    }

    private String text() {
        return meters.prometheus().orElseThrow();
    }

    static CallRecord call(String provider, String model, Optional<String> usd) {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        return new CallRecord(
                "call-1",
                new CallRecord.Trace("t", "t", "00f067aa0ba902b7", Optional.empty(), "new"),
                new CallRecord.Caller("default", "default", Optional.empty(), Optional.empty(), Optional.empty()),
                new CallRecord.Times(now, Optional.of(now), Optional.of(now), Optional.empty(), Optional.empty(), now),
                new CallRecord.Route(
                        "openai-chat",
                        Optional.of("openai-chat"),
                        Optional.of(model),
                        Optional.of(provider),
                        Optional.of(model),
                        false),
                List.of(new CallRecord.Attempt(provider + "/" + model, Optional.of(200), Optional.empty(), 1)),
                Optional.empty(),
                200,
                new Answer(
                        Optional.empty(),
                        Optional.of(model),
                        List.of(),
                        Optional.of(new Usage(1, 0, 0, 0, 0, 0, 1, 0, 0)),
                        Optional.empty(),
                        Optional.empty()),
                CallRecord.Outcome.COMPLETED,
                Optional.empty(),
                new CallRecord.Bytes(1, 1),
                Labels.none(),
                usd.map(CostMetersTest::cost),
                Optional.empty());
    }

    private static Cost cost(String usd) {
        return new Cost(new BigDecimal(usd), Map.of(), Cost.Source.BOOK, List.of());
    }
}
