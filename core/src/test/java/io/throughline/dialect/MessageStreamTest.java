package io.throughline.dialect;

import static io.throughline.dialect.Reading.stream;
import static io.throughline.dialect.Reading.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.registry.Dialects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Anthropic's blocks, beyond what the recordings show. */
class MessageStreamTest {
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}";

    @Test
    void signaturesStayWithTheirBlocksInOrder() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        open(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"a\"}"),
                        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s1\"}"),
                        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s2\"}"),
                        close(0),
                        open(1, "{\"type\":\"thinking\",\"thinking\":\"\"}"),
                        delta(1, "{\"type\":\"signature_delta\",\"signature\":\"alone\"}"),
                        close(1),
                        open(2, "{\"type\":\"redacted_thinking\",\"data\":\"r\"}"),
                        close(2))
                .answer();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(
                        new Block.Reasoning("a", Optional.of("s1s2"), Optional.empty()),
                        new Block.Reasoning("", Optional.of("alone"), Optional.empty()),
                        new Block.Reasoning("", Optional.empty(), Optional.of("r")));
    }

    @Test
    void aServersToolIsNoCallOfTheClients() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        open(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"query\\\":\"}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"x\\\"}\"}"),
                        close(0),
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}")
                .answer();
        assertThat(answer.choices().get(0).toolCalls()).isEmpty();
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.STOP);
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(
                        new Block.Opaque(
                                "server_tool_use",
                                "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}}"));
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        open(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"ping\",\"input\":{}}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"),
                        close(0),
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")
                .answer();
        assertThat(answer.choices().get(0).toolCalls()).containsExactly(new Block.ToolCall("t", "ping", "{}"));
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.TOOL_CALLS);
    }

    @Test
    void anInputThatIsThereFromTheStartCounts() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        open(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\": 1}}"),
                        close(0))
                .answer();
        assertThat(answer.choices().get(0).toolCalls()).containsExactly(new Block.ToolCall("t", "f", "{\"x\": 1}"));
    }

    @Test
    void anotherMessageMakesTheFirstVoid() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        open(0, "{\"type\":\"text\",\"text\":\"\"}"),
                        delta(0, "{\"type\":\"text_delta\",\"text\":\"void\"}"),
                        START.replace("msg_1", "msg_2"),
                        delta(0, "{\"type\":\"text_delta\",\"text\":\"void too\"}"),
                        open(0, "{\"type\":\"text\",\"text\":\"\"}"),
                        delta(0, "{\"type\":\"text_delta\",\"text\":\"good\"}"))
                .answer();
        assertThat(answer.choices().get(0).blocks()).containsExactly(new Block.Text("good"));
    }

    @Test
    void usageOfADeltaStandsForWhatWasToldBefore() {
        Usage usage = stream(
                        Dialects.MESSAGES,
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":100,"
                                + "\"cache_creation_input_tokens\":50,\"cache_creation\":{\"ephemeral_5m_input_tokens\":10,\"ephemeral_1h_input_tokens\":40},"
                                + "\"output_tokens\":1,\"service_tier\":\"priority\"}}}",
                        "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":7,\"output_tokens\":20,\"output_tokens_details\":{\"thinking_tokens\":5}}}",
                        "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"cache_read_input_tokens\":0}}")
                .answer()
                .usage()
                .orElseThrow();
        assertThat(usage).isEqualTo(new Usage(7, 0, 10, 40, 0, 0, 15, 5, 0));
    }

    @Test
    void aRefusalIsExplained() {
        Answer answer = whole(
                Dialects.MESSAGES,
                200,
                "{\"type\":\"message\",\"id\":\"m\",\"content\":[],\"stop_reason\":\"refusal\",\"stop_details\":{\"type\":\"refusal\",\"explanation\":\"no\"}}");
        assertThat(answer.choices().get(0).blocks()).containsExactly(new Block.Refusal("no"));
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.CONTENT_FILTER);
    }

    @Test
    void anErrorInMidStreamEndsIt() {
        StreamReader reader = stream(
                Dialects.MESSAGES,
                START,
                open(0, "{\"type\":\"text\",\"text\":\"\"}"),
                delta(0, "{\"type\":\"text_delta\",\"text\":\"a\"}"),
                "error|{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        assertThat(reader.ended()).isTrue();
        assertThat(reader.answer().choices().get(0).text()).isEqualTo("a");
        ModelError error = reader.answer().error().orElseThrow();
        assertThat(error.kind()).isEqualTo(ModelError.Kind.OVERLOADED);
        assertThat(error.code()).contains("overloaded_error");
        assertThat(error.message()).isEqualTo("Overloaded");
    }

    @Test
    void unknownEventsAndBlocksDoNoHarm() {
        Answer answer = stream(
                        Dialects.MESSAGES,
                        START,
                        "{\"type\":\"something_new\",\"index\":0}",
                        open(0, "{\"type\":\"something_new\",\"x\":[1, 2]}"),
                        delta(0, "{\"type\":\"something_delta\",\"y\":1}"),
                        delta(9, "{\"type\":\"text_delta\",\"text\":\"nowhere\"}"),
                        close(9),
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"something_new\"}}")
                .answer();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(new Block.Opaque("something_new", "{\"type\":\"something_new\",\"x\":[1, 2]}"));
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.OTHER);
    }

    private static String open(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}".formatted(index, block);
    }

    private static String delta(int index, String delta) {
        return "{\"index\":%d,\"delta\":%s,\"type\":\"content_block_delta\"}".formatted(index, delta);
    }

    private static String close(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":%d}".formatted(index);
    }
}
