package io.throughline.dialect;

import static io.throughline.dialect.Reading.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.registry.Dialects;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens fall into buckets that never overlap, whatever a provider counts into what. */
class UsageBucketsTest {
    @Test
    void partsAreTakenOutOfTheTotals() {
        assertThat(
                        chat(
                                "{\"prompt_tokens\":172000,\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":155000,\"cache_write_tokens\":3000,\"audio_tokens\":10,\"image_tokens\":20},\"completion_tokens_details\":{\"reasoning_tokens\":60,\"audio_tokens\":5}}"))
                .contains(new Usage(13970, 155000, 3000, 0, 10, 20, 35, 60, 5));
    }

    @Test
    void partsLargerThanTheTotalAreCut() {
        assertThat(
                        chat(
                                "{\"prompt_tokens\":29,\"completion_tokens\":6,\"prompt_tokens_details\":{\"cached_tokens\":157},\"completion_tokens_details\":{\"reasoning_tokens\":9}}"))
                .contains(new Usage(0, 29, 0, 0, 0, 0, 0, 6, 0));
    }

    @Test
    void nothingIsNegative() {
        assertThat(
                        chat(
                                "{\"prompt_tokens\":-5,\"completion_tokens\":-9,\"prompt_tokens_details\":{\"cached_tokens\":-1},\"completion_tokens_details\":{\"reasoning_tokens\":448}}"))
                .contains(new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        Usage usage = stream(
                        Dialects.CHAT,
                        UsageConvention.REASONING_BESIDE_OUTPUT,
                        "{\"usage\":{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807,\"completion_tokens_details\":{\"reasoning_tokens\":9223372036854775807}}}")
                .answer()
                .usage()
                .orElseThrow();
        assertThat(usage.inputTotal()).isPositive();
        assertThat(usage.outputTotal()).isPositive();
    }

    @Test
    void manyHugeCompactionsDoNotOverflow() {
        String iteration = "{\"type\":\"compaction\",\"input_tokens\":9223372036854775807,\"output_tokens\":1}";
        String usage = "{\"input_tokens\":1,\"output_tokens\":1,\"iterations\":["
                + String.join(",", Collections.nCopies(10_000, iteration)) + "]}";
        Usage read = Reading.whole(
                        Dialects.MESSAGES, 200, "{\"type\":\"message\",\"content\":[],\"usage\":" + usage + "}")
                .usage()
                .orElseThrow();
        assertThat(read.input()).isPositive();
        assertThat(read.output()).isEqualTo(10_001);
    }

    @Test
    void anExplicitZeroIsNotMissing() {
        assertThat(chat("{\"prompt_tokens\":0,\"completion_tokens\":0}"))
                .contains(new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(chat("{}")).isEmpty();
        assertThat(chat("null")).isEmpty();
    }

    @Test
    void copiesAreNotAdded() {
        String usage = "{\"prompt_tokens\":10,\"completion_tokens\":4}";
        Answer answer = stream(
                        Dialects.CHAT,
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":" + usage
                                + ",\"x_groq\":{\"usage\":" + usage + "}}",
                        "{\"choices\":[],\"usage\":" + usage + "}")
                .answer();
        assertThat(answer.usage()).contains(new Usage(10, 0, 0, 0, 0, 0, 4, 0, 0));
    }

    @Test
    void laterCountsStandForEarlierOnesFieldByField() {
        Answer answer = stream(
                        Dialects.CHAT,
                        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
                        "{\"usage\":{\"completion_tokens\":7}}",
                        "{\"usage\":null}")
                .answer();
        assertThat(answer.usage()).contains(new Usage(6, 4, 0, 0, 0, 0, 7, 0, 0));
    }

    @Test
    void cacheReadsHaveManyNames() {
        for (String name : new String[] {"cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens"}) {
            assertThat(chat("{\"prompt_tokens\":10,\"completion_tokens\":1,\"" + name + "\":4}"))
                    .as(name)
                    .contains(new Usage(6, 4, 0, 0, 0, 0, 1, 0, 0));
        }
    }

    @Test
    void reasoningMayStandBesideTheOutput() {
        Answer answer = stream(
                        Dialects.CHAT,
                        UsageConvention.REASONING_BESIDE_OUTPUT,
                        "{\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":40,\"completion_tokens_details\":{\"reasoning_tokens\":624}}}")
                .answer();
        assertThat(answer.usage()).contains(new Usage(32, 0, 0, 0, 0, 0, 40, 624, 0));
    }

    @Test
    void audioMayStandBesideTheInput() {
        Answer answer = stream(
                        Dialects.CHAT,
                        UsageConvention.AUDIO_BESIDE_INPUT,
                        "{\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":15,\"prompt_tokens_details\":{\"audio_tokens\":375,\"cached_tokens\":9}}}")
                .answer();
        assertThat(answer.usage()).contains(new Usage(2, 9, 0, 0, 375, 0, 15, 0, 0));
    }

    private static Optional<Usage> chat(String usage) {
        return stream(Dialects.CHAT, "{\"choices\":[],\"usage\":" + usage + "}")
                .answer()
                .usage();
    }
}
