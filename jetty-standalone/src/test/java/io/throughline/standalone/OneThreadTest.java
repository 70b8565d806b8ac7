package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that knows nothing of traces comes back with its history and is in its trace, and its provider sees nothing of it. */
class OneThreadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANSWER =
            "The capital of Portugal is Lisbon, a city of hills at the mouth of the river Tagus.";

    private ScriptedProvider provider;
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        provider = ScriptedProvider.start();
        server = RunningServer.with("""
                keys:
                  - {name: shop, key: shop-key, tenant: acme}
                  - {name: other, key: other-key, tenant: other}
                providers:
                  chatty: {dialect: openai-chat, base-url: "%1$s/v1", api-key: k1}
                  claudy: {dialect: anthropic, base-url: "%1$s", api-key: k2}
                """.formatted(provider.uri().toString().replaceAll("/$", "")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        provider.close();
    }

    @ParameterizedTest
    @CsvSource({
        "chatty, /v1/chat/completions",
        "claudy, /v1/messages",
        "claudy, /v1/chat/completions",
        "chatty, /v1/messages"
    })
    void theNextCallIsInTheSameTraceBySignatureAndByPrefix(String target, String path) throws Exception {
        answers(target);
        HttpResponse<byte[]> first = post(path, body(target, path, List.of("capital of Portugal?")), "shop-key");
        String told = text(path, first);
        assertThat(told).startsWith(ANSWER).hasSizeGreaterThan(ANSWER.length());
        String trace = trace(first);

        answers(target);
        HttpResponse<byte[]> signed =
                post(path, body(target, path, List.of("capital of Portugal?", told, "and of Spain?")), "shop-key");
        assertThat(trace(signed)).isEqualTo(trace);
        assertThat(matched(signed)).isEqualTo("signature");
        assertThat(lastBody()).contains(ANSWER).doesNotContain(told.substring(ANSWER.length()));

        answers(target);
        HttpResponse<byte[]> bare =
                post(path, body(target, path, List.of("capital of Portugal?", ANSWER, "and of Spain?")), "shop-key");
        assertThat(trace(bare)).isEqualTo(trace);
        assertThat(matched(bare)).isEqualTo("prefix");

        answers(target);
        HttpResponse<byte[]> stranger =
                post(path, body(target, path, List.of("capital of Portugal?", told, "and of Spain?")), "other-key");
        assertThat(trace(stranger)).as("another tenant").isNotEqualTo(trace);
    }

    @Test
    void aToolCallsIdIsEnough() throws Exception {
        provider.answer(Script.json("""
                {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,
                 "tool_calls":[{"id":"call_abc123","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}"""));
        HttpResponse<byte[]> first =
                post("/v1/chat/completions", body("chatty", "/v1/chat/completions", List.of("go")), "shop-key");
        answers("chatty");
        HttpResponse<byte[]> next = post("/v1/chat/completions", """
                {"model":"chatty/m","messages":[{"role":"tool","tool_call_id":"call_abc123","content":"7"}]}""", "shop-key");
        assertThat(trace(next)).isEqualTo(trace(first));
        assertThat(matched(next)).isEqualTo("reference");
    }

    @Test
    void aStampIsAddedWhereItIsAskedForAndTakenOutOnTheWayBack() throws Exception {
        provider.answer(Script.json("""
                {"id":"m1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1.0}}],
                 "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}"""));
        HttpResponse<byte[]> first = server.post(
                "/v1/messages",
                body("claudy", "/v1/messages", List.of("go")),
                "x-api-key",
                "shop-key",
                "X-Throughline-Tool-Stamp",
                "true");
        JsonNode input = RunningServer.json(first).at("/content/0/input");
        assertThat(input.path("_throughline_trace_id").asText()).isEqualTo(trace(first));
        assertThat(new String(first.body(), UTF_8)).contains("\"a\": 1.0");

        answers("claudy");
        ObjectNode echoed = JSON.createObjectNode().put("model", "claudy/m").put("max_tokens", 9);
        ArrayNode messages = echoed.putArray("messages");
        messages.addObject().put("role", "user").put("content", "another beginning");
        ObjectNode call = messages.addObject()
                .put("role", "assistant")
                .putArray("content")
                .addObject()
                .put("type", "tool_use")
                .put("id", "toolu_renamed")
                .put("name", "f");
        call.set("input", input);
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", "toolu_renamed")
                .put("content", "7");
        HttpResponse<byte[]> next = post("/v1/messages", echoed.toString(), "shop-key");
        assertThat(trace(next)).isEqualTo(trace(first));
        assertThat(matched(next)).isEqualTo("stamp");
        assertThat(lastBody()).contains("\"a\":1.0").doesNotContain("_throughline_trace_id");
    }

    @Test
    void answersTellCostLatencyAndRoute() throws Exception {
        answers("chatty");
        JsonNode whole = RunningServer.json(
                post("/v1/chat/completions", body("chatty", "/v1/chat/completions", List.of("hi")), "shop-key"));
        assertThat(whole.has("_cost")).isTrue();
        assertThat(whole.path("_cost").isNull())
                .as("nobody knows this model's price")
                .isTrue();
        assertThat(whole.path("_latency_ms").isNumber()).isTrue();
        assertThat(whole.at("/_routing/provider").asText()).isEqualTo("chatty");
        assertThat(whole.at("/_routing/selected_model").asText()).isEqualTo("m");
        assertThat(whole.at("/_routing/attempts").asInt()).isOne();
    }

    @Test
    void aStreamTellsThemOnItsLastChunkAndItsTokensAreAskedForAndTakenOut() throws Exception {
        String chunk = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":";
        provider.answer(stream(
                // Azure begins so
                "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
                chunk + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + ANSWER
                        + "\"},\"finish_reason\":null}]}",
                chunk + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                chunk + "[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}",
                "[DONE]"));
        HttpResponse<byte[]> answer = post(
                "/v1/chat/completions",
                "{\"model\":\"chatty/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "shop-key");
        assertThat(lastBody()).contains("\"stream_options\":{\"include_usage\":true}");
        List<JsonNode> chunks = new String(answer.body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> tree(line.substring(6)))
                .toList();
        assertThat(chunks).allSatisfy(one -> assertThat(one.path("choices")).isNotEmpty());
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(last.at("/_routing/trace_id").asText()).isEqualTo(trace(answer));
        assertThat(server.await(
                                "/v1/calls/"
                                        + answer.headers()
                                                .firstValue("X-Throughline-Call-Id")
                                                .orElseThrow(),
                                found -> found.statusCode() == 200,
                                "x-api-key",
                                "shop-key")
                        .body())
                .asString(UTF_8)
                .contains("\"input\":9");
    }

    @Test
    void anAnswerInJsonIsNotSigned() throws Exception {
        answers("chatty");
        HttpResponse<byte[]> answer = post("/v1/chat/completions", """
                {"model":"chatty/m","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"hi"}]}""", "shop-key");
        assertThat(text("/v1/chat/completions", answer)).isEqualTo(ANSWER);
    }

    private void answers(String target) throws Exception {
        provider.answer(
                Script.json(
                        target.equals("chatty")
                                ? "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                                        + "{\"role\":\"assistant\",\"content\":\"" + ANSWER
                                        + "\"},\"finish_reason\":\"stop\"}],"
                                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}"
                                : "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\""
                                        + ANSWER
                                        + "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":3}}"));
    }

    private static String body(String target, String path, List<String> turns) {
        ObjectNode body = JSON.createObjectNode().put("model", target + "/m");
        if (path.endsWith("messages")) {
            body.put("max_tokens", 100);
        }
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < turns.size(); i++) {
            messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", turns.get(i));
        }
        return body.toString();
    }

    private HttpResponse<byte[]> post(String path, String body, String key) {
        HttpResponse<byte[]> answer = server.post(path, body, "x-api-key", key);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return answer;
    }

    private String lastBody() {
        return provider.requests().get(provider.requests().size() - 1).text();
    }

    private static String trace(HttpResponse<byte[]> response) {
        return response.headers().firstValue("X-Trace-ID").orElseThrow();
    }

    private String matched(HttpResponse<byte[]> response) {
        String id = response.headers().firstValue("X-Throughline-Call-Id").orElseThrow();
        HttpResponse<byte[]> record =
                server.await("/v1/calls/" + id, answer -> answer.statusCode() == 200, "x-api-key", "shop-key");
        return RunningServer.json(record).path("trace_matched_by").asText();
    }

    private static Script stream(String... events) {
        Script script = Script.eventStream();
        for (String event : events) {
            script = script.write("data: " + event + "\n\n");
        }
        return script;
    }

    private static String text(String path, HttpResponse<byte[]> response) {
        JsonNode answer = RunningServer.json(response);
        return answer.at(path.endsWith("messages") ? "/content/0/text" : "/choices/0/message/content")
                .asText();
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
