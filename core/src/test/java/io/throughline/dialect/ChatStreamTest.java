package io.throughline.dialect;

import static io.throughline.dialect.Reading.chat;
import static io.throughline.dialect.Reading.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.registry.Dialects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How providers vary chat streams, beyond what the recordings show. */
class ChatStreamTest {
    @Test
    void argumentsInTheChunkOfTheNameSurvive() {
        assertThat(chat(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}]}",
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}")
                        .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{\"x\":1}"));
    }

    @Test
    void parallelCallsThatAllHaveNumberZeroStayApart() {
        assertThat(chat(call(0, "a", "f", "{}"), call(0, "b", "g", "{}")).toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{}"), new Block.ToolCall("b", "g", "{}"));
    }

    @Test
    void aCallThatIsSentAgainCountsOnce() {
        assertThat(chat(
                                call(0, "a", "f", "{\\\"x\\\":1}"),
                                call(0, "b", "g", "{\\\"y\\\":2}"),
                                call(0, "b", "g", "{\\\"y\\\":2}"))
                        .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{\"x\":1}"), new Block.ToolCall("b", "g", "{\"y\":2}"));
    }

    @Test
    void interleavedPartsFindTheirCalls() {
        assertThat(chat(
                                call(0, "a", "f", ""),
                                call(1, "b", "g", ""),
                                part(0, "{\\\"x\\\""),
                                part(1, "{\\\"y\\\""),
                                part(0, ":1}"),
                                part(1, ":2}"))
                        .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{\"x\":1}"), new Block.ToolCall("b", "g", "{\"y\":2}"));
    }

    @Test
    void anEmptyIdOrARepeatedOneIsNoNewCall() {
        assertThat(chat(call(0, "a", "f", "{"), call(0, "", "", "\\\"x\\\":"), call(0, "a", "f", "1}"))
                        .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{\"x\":1}"));
    }

    @Test
    void anIdThatChangesWithoutANameIsNoNewCall() {
        assertThat(chat(call(0, "a", "f", "{"), call(0, "other", "", "}")).toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{}"));
    }

    @Test
    void callsWithoutNumbersAreToldApartByTheirNames() {
        assertThat(chat(
                                "{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}",
                                "{\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]}")
                        .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{}"), new Block.ToolCall("b", "g", "{}"));
    }

    @Test
    void argumentsMayBeAnObject() {
        assertThat(
                        chat("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\": 12345678901234567890}}}]}")
                                .toolCalls())
                .containsExactly(new Block.ToolCall("a", "f", "{\"x\": 12345678901234567890}"));
    }

    @Test
    void theOldFunctionCallComesInPieces() {
        assertThat(chat(
                                "{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}",
                                "{\"function_call\":{\"arguments\":\"{\\\"x\\\"\"}}",
                                "{\"function_call\":{\"arguments\":\":1}\"}}")
                        .toolCalls())
                .containsExactly(new Block.ToolCall("", "f", "{\"x\":1}"));
    }

    @Test
    void blocksKeepTheirOrder() {
        assertThat(chat(
                                "{\"reasoning_content\":\"a\"}",
                                "{\"reasoning\":\"b\",\"reasoning_content\":\"b\"}",
                                "{\"content\":\"c\"}",
                                "{\"reasoning\":\"d\"}",
                                "{\"content\":\"e\",\"reasoning\":\"f\"}",
                                call(0, "a", "f", "{}"),
                                "{\"content\":\"g\"}",
                                "{\"refusal\":\"h\"}")
                        .blocks())
                .containsExactly(
                        reasoning("ab"),
                        new Block.Text("c"),
                        reasoning("df"),
                        new Block.Text("e"),
                        new Block.ToolCall("a", "f", "{}"),
                        new Block.Text("g"),
                        new Block.Refusal("h"));
    }

    @Test
    void signaturesGoWithTheirThoughts() {
        assertThat(chat(
                                "{\"reasoning\":\"a\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\"}]}",
                                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"s1\"}]}",
                                "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"e\"}]}",
                                "{\"content\":\"b\"}")
                        .blocks())
                .containsExactly(
                        new Block.Reasoning("a", Optional.of("s1"), Optional.empty()),
                        new Block.Reasoning("", Optional.empty(), Optional.of("e")),
                        new Block.Text("b"));
    }

    @Test
    void signedThoughtsAreBlocksOfTheirOwn() {
        assertThat(chat(
                                "{\"reasoning\":\"a\",\"reasoning_details\":[{\"text\":\"a\",\"index\":0}]}",
                                "{\"reasoning_details\":[{\"signature\":\"s1\",\"index\":0}]}",
                                "{\"reasoning\":\"b\",\"reasoning_details\":[{\"text\":\"b\",\"index\":1}]}",
                                "{\"reasoning_details\":[{\"signature\":\"s2\",\"index\":1},{\"data\":\"e\",\"index\":1}]}")
                        .blocks())
                .containsExactly(
                        new Block.Reasoning("a", Optional.of("s1"), Optional.empty()),
                        new Block.Reasoning("b", Optional.of("s2"), Optional.of("e")));
    }

    @Test
    void geminisSignatureStandsBeforeItsCall() {
        assertThat(chat("{\"tool_calls\":[{\"id\":\"1\",\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}},"
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}")
                        .blocks())
                .containsExactly(
                        new Block.Reasoning("", Optional.of("s"), Optional.empty()),
                        new Block.ToolCall("1", "f", "{}"));
    }

    @Test
    void tokenProbabilitiesAreTold() {
        assertThat(stream(
                                Dialects.CHAT,
                                "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\"}]}}]}",
                                "{\"choices\":[{\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":[{\"token\":\"b\"}]}}]}",
                                "{\"choices\":[{\"delta\":{},\"logprobs\":{\"content\":null},\"finish_reason\":\"stop\"}]}")
                        .answer()
                        .choices()
                        .get(0)
                        .logprobs())
                .contains("[{\"token\":\"a\"},{\"token\":\"b\"}]");
    }

    @Test
    void aSignatureWithoutThoughtsIsABlock() {
        assertThat(chat("{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"\",\"signature\":\"s\"}]}")
                        .blocks())
                .containsExactly(new Block.Reasoning("", Optional.of("s"), Optional.empty()));
    }

    @Test
    void aSurrogatePairMayBeSplitOverDeltas() {
        assertThat(chat("{\"content\":\"a\\ud83c\"}", "{\"content\":\"\\udf89\"}")
                        .text())
                .isEqualTo("a🎉");
        assertThat(chat("{\"content\":\"a\\ud83c\"}", "{\"content\":\"b\"}").text())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void toolCallsBeatAStopAndTheFirstReasonCounts() {
        assertThat(finish("stop", "tool_calls")).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(finish("tool_calls", "stop")).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(finish("length", "stop")).isEqualTo(FinishReason.LENGTH);
        assertThat(finish("length", "tool_calls")).isEqualTo(FinishReason.LENGTH);
        assertThat(finish("something_new")).isEqualTo(FinishReason.OTHER);
    }

    @Test
    void aStopWithCallsIsUpgraded() {
        Answer.Choice choice = stream(
                        Dialects.CHAT,
                        "{\"choices\":[{\"delta\":" + call(0, "a", "f", "{}") + ",\"finish_reason\":\"stop\"}]}")
                .answer()
                .choices()
                .get(0);
        assertThat(choice.finishReason()).contains(FinishReason.TOOL_CALLS);
        assertThat(choice.rawFinishReason()).contains("stop");
    }

    @Test
    void textAfterTheFinishIsKept() {
        Answer answer = stream(
                        Dialects.CHAT,
                        "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
                        "{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}")
                .answer();
        assertThat(answer.choices().get(0).text()).isEqualTo("ab");
    }

    @Test
    void nothingAfterDoneCounts() {
        StreamReader reader = stream(
                Dialects.CHAT,
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                "[DONE]",
                "{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}");
        assertThat(reader.ended()).isTrue();
        assertThat(reader.answer().choices().get(0).text()).isEqualTo("a");
    }

    @Test
    void oneEventThatIsNoJsonIsPassedOver() {
        assertThat(stream(
                                Dialects.CHAT,
                                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                                "{\"choices\":[{\"delta\":{\"content\":\"x",
                                "not json",
                                "",
                                "[1]",
                                "{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}")
                        .answer()
                        .choices()
                        .get(0)
                        .text())
                .isEqualTo("ab");
    }

    @Test
    void theFirstChunkWithoutContentDoesNotStart() {
        StreamReader reader =
                stream(Dialects.CHAT, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
        assertThat(reader.started()).isFalse();
        reader.event(
                null,
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(reader.started()).isTrue();
    }

    @Test
    void brokenNumbersOfChoicesDoNoHarm() {
        Answer answer = stream(
                        Dialects.CHAT,
                        "{\"choices\":[{\"index\":-1,\"delta\":{\"content\":\"a\"}},{\"index\":99999999999,\"delta\":{\"content\":\"b\"}}]}",
                        "{\"choices\":[7,null,{\"index\":\"x\",\"delta\":[1]},{\"delta\":{\"content\":{\"a\":1},\"tool_calls\":[null,{}]}}]}",
                        "{\"choices\":{\"a\":1},\"usage\":[],\"id\":5,\"model\":null}")
                .answer();
        assertThat(answer.choices()).extracting(Answer.Choice::text).containsOnly("");
    }

    private static FinishReason finish(String... reasons) {
        String[] chunks = new String[reasons.length];
        for (int i = 0; i < reasons.length; i++) {
            chunks[i] = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"" + reasons[i] + "\"}]}";
        }
        return stream(Dialects.CHAT, chunks)
                .answer()
                .choices()
                .get(0)
                .finishReason()
                .orElseThrow();
    }

    private static Block reasoning(String text) {
        return new Block.Reasoning(text, Optional.empty(), Optional.empty());
    }

    private static String call(int index, String id, String name, String arguments) {
        return "{\"tool_calls\":[{\"index\":%d,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}]}"
                .formatted(index, id, name, arguments);
    }

    private static String part(int index, String arguments) {
        return "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":\"%s\"}}]}".formatted(index, arguments);
    }

    @Test
    void noCallsAreNoCalls() {
        assertThat(chat("{\"content\":\"a\",\"tool_calls\":null}").toolCalls()).isEqualTo(List.of());
    }
}
