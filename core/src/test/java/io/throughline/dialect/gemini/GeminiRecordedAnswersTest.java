package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded answer of Gemini and Vertex reads as an independent decoder read it. */
class GeminiRecordedAnswersTest {
    @TestFactory
    Stream<DynamicTest> reads() {
        List<RecordedGemini> cases = RecordedGemini.all();
        assumeFalse(cases.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> compare(one)));
    }

    private static void compare(RecordedGemini one) throws IOException {
        Answer answer = one.answer();
        boolean expectsContent = one.json("expected.json")
                .filter(expected -> !expected.get("candidates").isEmpty())
                .isPresent();
        if (expectsContent) {
            compare(answer, one.json("expected.json").orElseThrow());
        } else {
            compareWithout(one, answer);
        }
    }

    private static void compareWithout(RecordedGemini one, Answer answer) {
        JsonNode body = one.json("response.json").orElseThrow();
        JsonNode error = body.isArray() ? body.get(0).path("error") : body.path("error");
        if (error.isObject()) {
            ModelError read = answer.error().orElseThrow();
            assertThat(read.message()).isEqualTo(error.get("message").asText());
            assertThat(read.status()).isEqualTo(error.get("code").asInt());
        } else {
            Answer.Choice choice = answer.choices().get(0);
            assertThat(choice.rawFinishReason())
                    .contains(body.at("/promptFeedback/blockReason").asText());
        }
    }

    private static void compare(Answer answer, JsonNode expected) throws IOException {
        assertThat(answer.error()).isEmpty();
        assertThat(answer.id().orElse("")).isEqualTo(expected.get("id").asText(""));
        assertThat(answer.model().orElse("")).isEqualTo(expected.get("model").asText(""));
        assertThat(answer.choices()).hasSameSizeAs(expected.get("candidates"));
        for (JsonNode candidate : expected.get("candidates")) {
            compareChoice(answer.choices().get(candidate.get("index").asInt()), candidate);
        }
        JsonNode usage = expected.get("usage");
        if (usage.isObject()) {
            Usage read = answer.usage().orElseThrow();
            assertThat(read.inputTotal()).isEqualTo(usage.get("input_total").asLong());
            assertThat(read.cacheRead()).isEqualTo(usage.get("cache_read").asLong());
            assertThat(read.outputTotal()).isEqualTo(usage.get("output_total").asLong());
            assertThat(read.reasoning()).isEqualTo(usage.get("reasoning").asLong());
        }
    }

    private static void compareChoice(Answer.Choice choice, JsonNode expected) throws IOException {
        assertThat(choice.text()).isEqualTo(expected.get("text").asText());
        assertThat(choice.reasoning()).isEqualTo(expected.get("reasoning").asText());
        assertThat(choice.rawFinishReason().orElse(""))
                .isEqualTo(expected.get("finish_reason").asText());
        List<JsonNode> calls = new ArrayList<>();
        expected.get("tool_calls").forEach(calls::add);
        assertThat(choice.toolCalls()).hasSameSizeAs(calls);
        for (int i = 0; i < calls.size(); i++) {
            Block.ToolCall read = choice.toolCalls().get(i);
            assertThat(read.name()).isEqualTo(calls.get(i).get("name").asText());
            assertThat(read.id()).isEqualTo(calls.get(i).get("id").asText("").replace("null", ""));
            assertThat(RecordedGemini.JSON.readTree(read.arguments()))
                    .isEqualTo(calls.get(i).get("arguments"));
        }
        List<String> others = new ArrayList<>();
        int signatures = 0;
        for (Block block : choice.blocks()) {
            if (block instanceof Block.Opaque opaque && !opaque.type().equals("annotation")) {
                others.add(opaque.type().matches("image|audio") ? "inlineData" : opaque.type());
            } else if (block instanceof Block.Reasoning reasoning
                    && reasoning.signature().isPresent()) {
                signatures++;
            }
        }
        List<String> wanted = new ArrayList<>();
        expected.get("other_parts").forEach(part -> wanted.add(part.asText()));
        assertThat(others).isEqualTo(wanted);
        assertThat(signatures).isEqualTo(expected.get("thought_signatures").asInt());
    }
}
