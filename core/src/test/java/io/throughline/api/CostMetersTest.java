package io.throughline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.record.CallRecord;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What calls cost is counted by provider and model; models without a price are named, and no more of them than labels may be. */
class CostMetersTest {
    private final Meters meters = Meters.available();

    @Test
    void addsUpWhatCallsCost() {
        meters.ended(Call.to("openai", "gpt-4o").cost(cost("0.25")).telemetry());
        meters.ended(Call.to("openai", "gpt-4o").cost(cost("0.5")).telemetry());
        assertThat(text())
                .contains("throughline_cost_usd_total{model=\"gpt-4o\",provider=\"openai\"} 0.75")
                .doesNotContain("throughline_cost_unknown_total");
    }

    @Test
    void namesTheModelsThatHaveNoPrice() {
        meters.ended(Call.to("local", "llama-3").telemetry());
        meters.ended(Call.to("echo", "echo").telemetry());
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
        meters.ended(
                Call.to("anthropic", "claude").after(lost).cost(cost("0.75")).telemetry());
        assertThat(text())
                .contains("throughline_cost_usd_total{model=\"gpt-4o\",provider=\"openai\"} 0.25")
                .contains("throughline_cost_usd_total{model=\"claude\",provider=\"anthropic\"} 0.5")
                .contains("throughline_tokens_total{bucket=\"output\",model=\"gpt-4o\",provider=\"openai\"} 40.0")
                .contains("throughline_tokens_total{bucket=\"input\",model=\"claude\",provider=\"anthropic\"} 1.0");
    }

    @Test
    void namesNoMoreModelsThanLabelsMayBe() {
        for (int i = 0; i < 1_000; i++) {
            meters.ended(Call.to("local", "model-" + i).telemetry());
        }
        assertThat(text().lines().filter(line -> line.startsWith("throughline_cost_unknown_total{")))
                .hasSizeLessThanOrEqualTo(301)
                .anyMatch(line -> line.contains("model=\"other\""));
    }

    private String text() {
        return meters.prometheus().orElseThrow();
    }

    private static Cost cost(String usd) {
        return new Cost(new BigDecimal(usd), Map.of(), Cost.Source.BOOK, List.of());
    }
}
