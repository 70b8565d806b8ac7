package io.throughline.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.price.PriceSettings;
import io.throughline.price.Pricing;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The record of a call says what it cost, by bucket, exactly; and whether that is an estimate. */
class RecordedCostTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Optional<Usage> USAGE = Optional.of(new Usage(1_000, 2_000, 0, 0, 0, 0, 30, 0, 0));

    private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
    private final Recorder recorder =
            new Recorder(false, Pricing.of(PriceSettings.NONE, List.of()), records::add, kept -> {});

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void holdsTheCostByBucket() throws Exception {
        CallRecord call = answered("openai", "gpt-4o", answer(USAGE, true));
        JsonNode cost = JSON.readTree(call.json()).path("cost");
        // 1000*2.5 + 2000*1.25 + 30*10
        assertThat(cost.path("total").decimalValue()).isEqualTo(new BigDecimal("0.0053"));
        assertThat(cost.path("buckets").path("input").decimalValue()).isEqualTo(new BigDecimal("0.0025"));
        assertThat(cost.path("buckets").path("cache_read").decimalValue()).isEqualTo(new BigDecimal("0.0025"));
        assertThat(cost.path("buckets").path("output").decimalValue()).isEqualTo(new BigDecimal("0.0003"));
        assertThat(cost.path("source").asText()).isEqualTo("book");
        assertThat(cost.path("estimated").asBoolean()).isFalse();
        assertThat(call.lacksPrice()).isFalse();
    }

    @Test
    void aModelWithoutAPriceHasNoCostAndIsKnownToLackOne() throws Exception {
        CallRecord call = answered("openai", "never-heard-of", answer(USAGE, true));
        assertThat(JSON.readTree(call.json()).has("cost")).isFalse();
        assertThat(call.lacksPrice()).isTrue();
        assertThat(answered("echo", "echo", answer(USAGE, true)).lacksPrice()).isFalse();
    }

    @Test
    void anAnswerWithoutCountsIsEstimatedAndNeverFree() throws Exception {
        CallRecord call = answered("openai", "gpt-4o", answer(Optional.empty(), true));
        // 400 bytes of request and 8 characters of answer: 100*2.5 + 2*10
        assertThat(call.cost().map(cost -> Cost.plain(cost.total()))).contains("0.00027");
        assertThat(call.tokens()).as("what counts against a rate").contains(102L);
        assertThat(call.answer().usage()).as("nobody told it").isEmpty();
        assertThat(JSON.readTree(call.json()).path("cost").path("estimated").asBoolean())
                .isTrue();
    }

    @Test
    void anAnswerThatWasCutOffCostsAtLeastWhatWentBy() throws Exception {
        Recording recording = begin("anthropic", "claude-sonnet-4-5");
        Usage begun = new Usage(10, 0, 0, 0, 0, 0, 1, 0, 0);
        recording.clientLeft(() -> answer(Optional.of(begun), false));
        Cost cost = next().cost().orElseThrow();
        // 10*3 + 2*15
        assertThat(Cost.plain(cost.total())).isEqualTo("0.00006");
        assertThat(cost.estimated()).isTrue();
    }

    @Test
    void whatWentByCountsAgainstARateEvenWhereNobodyKnowsAPrice() throws Exception {
        Recording recording = begin("openai", "never-heard-of");
        recording.clientLeft(() -> answer(Optional.empty(), false));
        CallRecord call = next();
        assertThat(call.cost()).isEmpty();
        assertThat(call.tokens()).contains(102L);
    }

    @Test
    void aClientThatLeavesBeforeTheFirstTokenPaysForItsQuestion() throws Exception {
        begin("openai", "gpt-4o").clientLeft(Answer::empty);
        Cost cost = next().cost().orElseThrow();
        // 400 bytes of request: 100*2.5
        assertThat(Cost.plain(cost.total())).isEqualTo("0.00025");
        assertThat(cost.estimated()).isTrue();
    }

    @Test
    void whatTheProviderRefusedCostsNothing() throws Exception {
        Recording recording = recorder.begin("openai-chat");
        recording.asked(new byte[400], Optional.of("gpt-4o"), false);
        recording.routed("openai-chat", "openai", Optional.of("gpt-4o"));
        recording.sent();
        recording.headersCame(429);
        recording.failed(ModelError.of(ModelError.Kind.RATE_LIMIT, "slow down"), Answer::empty);
        CallRecord call = next();
        assertThat(call.cost()).isEmpty();
        assertThat(call.lacksPrice()).isFalse();
    }

    @Test
    void countingTokensAndFetchingAnAnswerAgainCostNothing() throws Exception {
        Recording counting = recorder.begin("anthropic-count-tokens");
        counting.routed("anthropic-count-tokens", "anthropic", Optional.of("claude-sonnet-4-5"));
        counting.sent();
        counting.headersCame(200);
        counting.answered(() -> answer(USAGE, true));
        assertThat(next().cost()).isEmpty();
        Recording fetching = recorder.begin("openai-responses");
        fetching.routed("openai-responses", "openai", Optional.empty());
        fetching.sent();
        fetching.headersCame(200);
        fetching.answered(() -> answer(USAGE, true));
        assertThat(next().cost()).isEmpty();
    }

    private CallRecord answered(String provider, String model, Answer answer) throws InterruptedException {
        begin(provider, model).answered(() -> answer);
        return next();
    }

    private Recording begin(String provider, String model) {
        Recording recording = recorder.begin("openai-chat");
        recording.asked(new byte[400], Optional.of(model), false);
        recording.routed("openai-chat", provider, Optional.of(model));
        recording.sent();
        recording.headersCame(200);
        recording.answering(200);
        return recording;
    }

    private CallRecord next() throws InterruptedException {
        CallRecord call = records.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
    }

    private static Answer answer(Optional<Usage> usage, boolean whole) {
        Answer.Choice choice = new Answer.Choice(
                0,
                List.of(new Block.Text("12345678")),
                whole ? Optional.of(FinishReason.STOP) : Optional.empty(),
                Optional.empty());
        return new Answer(
                Optional.empty(), Optional.empty(), List.of(choice), usage, Optional.empty(), Optional.empty());
    }
}
