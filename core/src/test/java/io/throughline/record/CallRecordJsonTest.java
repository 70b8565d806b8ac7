package io.throughline.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call is always written as one line of readable JSON, whatever a client or a model put into it. */
class CallRecordJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void holdsWhatIsKnown() throws Exception {
        JsonNode json = json(call("{\"model\":\"m\"}", new Block.Text("hi")));
        assertThat(json.path("id").asText()).isEqualTo("call-1");
        assertThat(json.path("received_at").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(json.path("first_token_ms").asDouble()).isEqualTo(250.0);
        assertThat(json.path("duration_ms").asDouble()).isEqualTo(1000.0);
        assertThat(json.has("sent_ms")).isFalse();
        assertThat(json.path("request").path("model").asText()).isEqualTo("m");
        assertThat(json.path("response")
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asText())
                .isEqualTo("stop");
        assertThat(json.path("usage").path("cache_read").asLong()).isEqualTo(2);
        assertThat(json.path("tags").path("team").asText()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1e400,\"b\":12345678901234567890123, \"c\":1.0}", "[1,\n2]", "\"text\""})
    void keepsJsonAsJson(String request) throws Exception {
        String line = new String(call(request, new Block.Text("")).json(), UTF_8);
        assertThat(line).doesNotContain("\n");
        assertThat(JSON.readTree(line).path("request")).isEqualTo(JSON.readTree(request));
        assertThat(line).contains(request.contains("1.0") ? "\"c\":1.0" : "");
    }

    @Test
    void aRequestOfManyLinesIsARecordOfOne() throws Exception {
        String pretty = "{\r\n  \"model\": \"m\",\n  \"said\": \"two\\nlines\"\r}\n";
        CallRecord call = call(new RequestText(pretty.getBytes(UTF_8), true), new Block.Text("hi"));
        assertThat(new String(call.json(), UTF_8)).doesNotContain("\n", "\r");
        assertThat(json(call).path("request")).isEqualTo(JSON.readTree(pretty));
    }

    @Test
    void whatIsNotJsonIsAString() throws Exception {
        assertThat(json(call("{\"half\":", new Block.Text(""))).path("request").asText())
                .isEqualTo("{\"half\":");
    }

    @Test
    void halfOfASurrogatePairIsReadable() throws Exception {
        JsonNode json = json(call("{\"a\":\"\\ud83d\"}", new Block.Text("x\ud83d")));
        assertThat(json.path("response")
                        .path("choices")
                        .path(0)
                        .path("blocks")
                        .path(0)
                        .path("text")
                        .asText())
                .startsWith("x");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 599, 600, 601, 999, 1000, 1001, 100_000})
    void nestingOfAnyDepthIsReadable(int depth) throws Exception {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        assertThat(json(call(deep, new Block.Opaque("x", deep))).has("request")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\":1}|{\"a\":1}", "''|{}", "null|{}", "' '|{}", "{\"a\":|\"{\\\"a\\\":\""})
    void argumentsAreParsedWhereTheyCanBe(String arguments, String written) throws Exception {
        JsonNode block = json(call("{}", new Block.ToolCall("c", "f", arguments)))
                .path("response")
                .path("choices")
                .path(0)
                .path("blocks")
                .path(0);
        assertThat(block.path("arguments").toString()).isEqualTo(written);
    }

    private static JsonNode json(CallRecord call) throws Exception {
        return JSON.readTree(call.json());
    }

    private static CallRecord call(String request, Block block) {
        return call(RequestText.of(request), block);
    }

    private static CallRecord call(RequestText request, Block block) {
        return new CallRecord(
                "call-1",
                new CallRecord.Trace("t", "t", "00f067aa0ba902b7", Optional.empty(), "new"),
                new CallRecord.Caller("acme", "production", Optional.of("shop"), Optional.empty(), Optional.empty()),
                new CallRecord.Times(
                        START,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(START.plusMillis(250)),
                        Optional.empty(),
                        START.plusSeconds(1)),
                new CallRecord.Route(
                        "openai-chat", Optional.empty(), Optional.of("m"), Optional.empty(), Optional.empty(), false),
                List.of(),
                Optional.of(request),
                200,
                new Answer(
                        Optional.of("id"),
                        Optional.empty(),
                        List.of(new Answer.Choice(
                                0, List.of(block), Optional.of(FinishReason.STOP), Optional.of("stop"))),
                        Optional.of(new Usage(1, 2, 0, 0, 0, 0, 3, 0, 0)),
                        Optional.empty(),
                        Optional.empty()),
                CallRecord.Outcome.COMPLETED,
                Optional.empty(),
                new CallRecord.Bytes(1, 2),
                Map.of("team", "a"));
    }
}
