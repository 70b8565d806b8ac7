package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/**
 * Nothing of one tenant is readable, joinable or guessable by another, whichever way it comes in: on one node with its memory, and on two nodes that share
 * Redis and the secret. What the tenant itself gets the same way stands beside it, so that each way is known to lead somewhere.
 */
class TenantsAreApartTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "shop-key";
    private static final String FOREIGN = "other-key";
    private static final String TEXT =
            "The capital of Portugal is Lisbon, a city of hills at the mouth of the river Tagus.";
    private static final String ANSWER = """
            {"id":"chatcmpl-secret-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",
             "content":"%s","tool_calls":[{"id":"call_secret_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""".formatted(TEXT);
    private static final String RESPONSE = """
            {"id":"resp_secret_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"msg_secret_1",
             "role":"assistant","status":"completed","content":[{"type":"output_text","text":"%s","annotations":[]}]}],
             "usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12}}""".formatted(TEXT);
    private static final String ASKED = "{\"role\":\"user\",\"content\":\"capital of Portugal?\"}";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final List<AutoCloseable> open = new ArrayList<>();
    private RunningServer first;
    private RunningServer second;

    /** Where the index is. */
    enum Index {
        MEMORY,
        REDIS
    }

    private void start(Index index) throws Exception {
        String telemetry = "";
        if (index == Index.REDIS) {
            int port = freePort();
            RedisServer redis = new RedisServer(port);
            redis.start();
            open.add(redis::stop);
            telemetry = "telemetry: {redis: {uri: 'redis://127.0.0.1:" + port + "'}}\n";
        }
        provider.answerEach(this::answer);
        String yaml = telemetry + """
                trace: {secret: the-secret-of-all-nodes, tool-stamp: true}
                keys:
                  - {name: shop, key: shop-key, tenant: acme}
                  - {name: other, key: other-key, tenant: other}
                providers:
                  chatty: {dialect: openai-chat, base-url: "%1$s/v1", api-key: k1}
                  respondent: {dialect: openai-responses, base-url: "%1$s/v1", api-key: k2}
                """.formatted(provider.uri().toString().replaceAll("/$", ""));
        first = RunningServer.with(yaml);
        open.add(first);
        second = index == Index.REDIS ? RunningServer.with(yaml) : first;
        if (second != first) {
            open.add(second);
            awaitShared();
        }
    }

    /** The nodes have found Redis, and each other in it. */
    private void awaitShared() {
        for (int i = 0; i < 100; i++) {
            HttpResponse<byte[]> made = first.post(
                    "/v1/chat/completions",
                    "{\"model\":\"chatty/m\",\"messages\":[]}",
                    "x-api-key",
                    OURS,
                    "X-Trace-ID",
                    "warming-" + i);
            String call = RunningServer.json(made)
                    .at("/choices/0/message/tool_calls/0/id")
                    .asText();
            String next =
                    "{\"model\":\"chatty/m\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"7\"}]}";
            if (trace(post(second, OURS, "/v1/chat/completions", next.formatted(call)))
                    .equals("warming-" + i)) {
                return;
            }
        }
        throw new AssertionError("the nodes don't find each other");
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        provider.close();
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void nothingIsJoinable(Index index) throws Exception {
        start(index);
        HttpResponse<byte[]> chat =
                post(first, OURS, "/v1/chat/completions", "{\"model\":\"chatty/m\",\"messages\":[" + ASKED + "]}");
        JsonNode message = RunningServer.json(chat).at("/choices/0/message");
        HttpResponse<byte[]> stored =
                post(first, OURS, "/v1/responses", "{\"model\":\"respondent/m\",\"input\":\"another capital?\"}");
        String signed = message.path("content").asText();
        String stamped = message.at("/tool_calls/0/function/arguments").asText();
        assertThat(signed).as("signed").hasSizeGreaterThan(TEXT.length());
        assertThat(stamped).contains(trace(chat));

        Map<String, String> ways = ways(signed, stamped);
        for (String way : ways.keySet()) {
            String path = way.substring(way.indexOf(' ') + 1);
            String expected = way.contains("resp_secret") ? trace(stored) : trace(chat);
            for (RunningServer node : List.of(first, second)) {
                HttpResponse<byte[]> foreign = post(node, FOREIGN, path, ways.get(way));
                assertThat(trace(foreign)).as("%s, foreign", way).isNotIn(trace(chat), trace(stored));
                assertThat(matched(node, foreign, FOREIGN))
                        .as("%s, foreign", way)
                        .isEqualTo("new");
                assertThat(foreign.headers().firstValue("X-Thread-ID").orElseThrow())
                        .isEqualTo(trace(foreign));
            }
            assertThat(trace(post(second, OURS, path, ways.get(way))))
                    .as("%s, ours", way)
                    .isEqualTo(expected);
        }
        // a stamp is told in clear: who copies one is in a trace of that name, in a tenant of its own
        String copied = stampOnly(stamped);
        HttpResponse<byte[]> foreign = post(second, FOREIGN, "/v1/chat/completions", copied);
        assertThat(callsOf(first, trace(chat), OURS)).doesNotContain(callId(foreign));
        assertThat(second.get("/v1/calls/" + callId(foreign), "x-api-key", OURS).statusCode())
                .isEqualTo(404);
    }

    /** Ways back into the conversations, by a name, a blank and the path. A way that another tenant takes must not spoil it for the next: each is its own. */
    private static Map<String, String> ways(String signed, String stamped) {
        Map<String, String> ways = new TreeMap<>();
        ways.put("tool /v1/chat/completions", """
                {"model":"chatty/m","messages":[{"role":"tool","tool_call_id":"call_secret_1","content":"7"}]}""");
        ways.put("tool-use /v1/messages", """
                {"model":"chatty/m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_secret_1",
                 "content":"7"}]}]}""");
        ways.put("call-output /v1/responses", """
                {"model":"respondent/m","input":[{"type":"function_call_output","call_id":"call_secret_1","output":"7"}]}""");
        ways.put("function /v1beta/models/chatty/m:generateContent", """
                {"contents":[{"role":"user","parts":[{"functionResponse":{"id":"call_secret_1","name":"f","response":{"a":7}}}]}]}""");
        ways.put("resp_secret /v1/responses", """
                {"model":"respondent/m","previous_response_id":"resp_secret_1","input":"and of Spain?"}""");
        ways.put("signature /v1/chat/completions", """
                {"model":"chatty/m","messages":[{"role":"user","content":"summarised"},{"role":"assistant","content":%s},
                 {"role":"user","content":"and of Spain?"}]}""".formatted(quoted(signed)));
        return ways;
    }

    private static String stampOnly(String stamped) {
        return """
                {"model":"chatty/m","messages":[{"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"call_renamed_1","type":"function",
                 "function":{"name":"f","arguments":%s}}]},{"role":"tool","tool_call_id":"call_renamed_1","content":"7"}]}""".formatted(quoted(stamped));
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void noHistoryIsJoinable(Index index) throws Exception {
        start(index);
        HttpResponse<byte[]> chat =
                post(first, OURS, "/v1/chat/completions", "{\"model\":\"chatty/m\",\"messages\":[" + ASKED + "]}");
        String bare = """
                {"model":"chatty/m","messages":[%s,{"role":"assistant","content":"%s","tool_calls":[{"id":"call_renamed_2","type":"function",
                 "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_renamed_2","content":"7"}]}""".formatted(ASKED, TEXT);
        HttpResponse<byte[]> foreign = post(second, FOREIGN, "/v1/chat/completions", bare);
        HttpResponse<byte[]> ours = post(second, OURS, "/v1/chat/completions", bare);
        assertThat(matched(second, foreign, FOREIGN)).isEqualTo("new");
        assertThat(trace(foreign)).isNotEqualTo(trace(chat));
        assertThat(trace(ours)).isEqualTo(trace(chat));
        assertThat(matched(second, ours, OURS)).isEqualTo("prefix");
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void nothingIsReadable(Index index) throws Exception {
        start(index);
        HttpResponse<byte[]> made = first.post(
                "/v1/responses",
                "{\"model\":\"respondent/m\",\"input\":\"another capital?\"}",
                "x-api-key",
                OURS,
                "X-Trace-ID",
                "order-4711",
                "X-Thread-ID",
                "customer-12",
                "X-Agent-Name",
                "support");
        assertThat(made.statusCode()).isEqualTo(200);
        first.await("/v1/calls/" + callId(made), answer -> answer.statusCode() == 200, "x-api-key", OURS);
        for (int i = 0; i < 3; i++) {
            post(first, OURS, "/v1/chat/completions", "{\"model\":\"chatty/m\",\"messages\":[" + ASKED + "]}");
        }
        first.await(
                "/v1/stats", answer -> RunningServer.json(answer).path("calls").asInt() >= 4, "x-api-key", OURS);
        String cursor = RunningServer.json(first.get("/v1/traces?limit=1", "x-api-key", OURS))
                .path("next_cursor")
                .asText();
        assertThat(cursor).isNotEmpty();

        for (String path : List.of(
                "/v1/traces/order-4711",
                "/v1/threads/customer-12",
                "/v1/calls/" + callId(made),
                "/v1/responses/resp_secret_1")) {
            String unknown = path.substring(0, path.length() - 1) + "0";
            HttpResponse<byte[]> foreign = first.get(path, "x-api-key", FOREIGN);
            assertThat(first.get(path, "x-api-key", OURS).statusCode())
                    .as("%s, ours", path)
                    .isEqualTo(200);
            assertThat(foreign.statusCode()).as(path).isEqualTo(404);
            assertThat(text(foreign).replace(path.substring(path.lastIndexOf('/') + 1), "ID"))
                    .as("nothing tells that there is one")
                    .isEqualTo(text(first.get(unknown, "x-api-key", FOREIGN))
                            .replace(unknown.substring(unknown.lastIndexOf('/') + 1), "ID"));
        }
        assertThat(second.get("/v1/responses/resp_secret_1", "x-api-key", OURS).statusCode())
                .as("ours, elsewhere")
                .isEqualTo(200);
        int asked = provider.requests().size();
        assertThat(second.get("/v1/responses/resp_secret_1", "x-api-key", FOREIGN)
                        .statusCode())
                .as("foreign, elsewhere")
                .isEqualTo(404);
        assertThat(first.post("/v1/responses/resp_secret_1/cancel", "", "x-api-key", FOREIGN)
                        .statusCode())
                .isEqualTo(404);
        assertThat(first.send(
                                HttpRequest.newBuilder(first.uri("/v1/responses/resp_secret_1"))
                                        .DELETE(),
                                "x-api-key",
                                FOREIGN)
                        .statusCode())
                .isEqualTo(404);
        assertThat(provider.requests()).as("no provider was asked").hasSize(asked);
        for (String path : List.of(
                "/v1/traces", "/v1/traces?agent=support", "/v1/traces?model=m", "/v1/traces?cursor=" + cursor)) {
            assertThat(RunningServer.json(first.get(path, "x-api-key", FOREIGN)).path("data"))
                    .as(path)
                    .isEmpty();
        }
        JsonNode stats = RunningServer.json(first.get("/v1/stats", "x-api-key", FOREIGN));
        assertThat(stats.path("calls").asInt()).isZero();
        assertThat(stats.path("by_model")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void nothingCanBeAddedTo(Index index) throws Exception {
        start(index);
        String call = "{\"model\":\"chatty/m\",\"messages\":[" + ASKED + "]}";
        String init = "{\"agentName\":\"support\",\"metadata\":{\"systemPrompt\":\"be kind\"}}";
        JsonNode ours = RunningServer.json(first.post("/v1/agents/init", init, "x-api-key", OURS));
        JsonNode foreign = RunningServer.json(first.post("/v1/agents/init", init, "x-api-key", FOREIGN));
        assertThat(foreign.path("status").asText()).isEqualTo("created");
        assertThat(List.of(foreign.path("agentId"), foreign.path("agentVersionId")))
                .doesNotContain(ours.path("agentId"), ours.path("agentVersionId"));

        String[] named = {
            "x-api-key", OURS, "X-Trace-ID", "order-4711", "X-Thread-ID", "customer-12", "X-Agent-Name", "support"
        };
        HttpResponse<byte[]> made = first.post("/v1/chat/completions", call, named);
        named[1] = FOREIGN;
        HttpResponse<byte[]> same = first.post("/v1/chat/completions", call, named);
        String event = """
                {"eventType":"tool_result","traceId":"order-4711","spanId":"s1","metadata":{"toolCallId":"%s"},"idempotencyKey":"once","content":"%s"}""";
        JsonNode record = RunningServer.json(
                first.await("/v1/calls/" + callId(made), answer -> answer.statusCode() == 200, "x-api-key", OURS));
        JsonNode theirs = RunningServer.json(
                first.await("/v1/calls/" + callId(same), answer -> answer.statusCode() == 200, "x-api-key", FOREIGN));
        assertThat(theirs.path("agent_version")).isEqualTo(foreign.path("agentVersionId"));
        assertThat(theirs.path("w3c_trace_id")).isNotEqualTo(record.path("w3c_trace_id"));

        JsonNode told = event(FOREIGN, event.formatted("call_secret_1", "foreign"));
        assertThat(told.path("status").asText()).isEqualTo("accepted");
        assertThat(told.path("parentSpanId")).isEqualTo(theirs.path("span_id")).isNotEqualTo(record.path("span_id"));
        JsonNode mine = event(OURS, event.formatted("call_secret_1", "ours"));
        assertThat(mine.path("status").asText())
                .as("another's key of the same name is no duplicate")
                .isEqualTo("accepted");
        assertThat(mine.path("parentSpanId")).isEqualTo(record.path("span_id"));

        first.await(
                "/v1/traces/order-4711",
                answer -> RunningServer.json(answer).path("data").size() == 2,
                "x-api-key",
                OURS);
        first.await(
                "/v1/traces/order-4711",
                answer -> RunningServer.json(answer).path("data").size() == 2,
                "x-api-key",
                FOREIGN);
        assertThat(text(first.get("/v1/traces/order-4711", "x-api-key", OURS)))
                .contains("\"ours\"")
                .doesNotContain("\"foreign\"");
        assertThat(callsOf(first, "order-4711", OURS)).containsExactly(callId(made));
        assertThat(callsOf(first, "order-4711", FOREIGN)).containsExactly(callId(same));
    }

    private JsonNode event(String key, String event) {
        return RunningServer.json(first.post("/v1/events", event, "x-api-key", key))
                .at("/results/0");
    }

    /** The first questions are answered with the ids and the text that others would like to have, all else with something else. */
    private Script answer(ReceivedRequest request) {
        String asked = request.text();
        boolean first = asked.contains("capital") && !asked.contains("assistant");
        String number = "other_" + provider.requests().size();
        String answer = request.path().contains("/responses") ? RESPONSE : ANSWER;
        return Script.json(
                first
                        ? answer
                        : answer.replace("secret_1", number)
                                .replace("secret-1", number)
                                .replace(TEXT, number));
    }

    private static List<String> callsOf(RunningServer node, String trace, String key) {
        List<String> ids = new ArrayList<>();
        RunningServer.json(node.await("/v1/traces/" + trace, answer -> answer.statusCode() == 200, "x-api-key", key))
                .path("data")
                .forEach(item -> Optional.of(item)
                        .filter(it -> it.path("type").asText().equals("call"))
                        .ifPresent(it -> ids.add(it.path("id").asText())));
        return ids;
    }

    private static HttpResponse<byte[]> post(RunningServer node, String key, String path, String body) {
        return node.post(path, body, "x-api-key", key);
    }

    private static String trace(HttpResponse<byte[]> response) {
        return response.headers().firstValue("X-Trace-ID").orElseThrow();
    }

    private static String callId(HttpResponse<byte[]> response) {
        return response.headers().firstValue("X-Throughline-Call-Id").orElseThrow();
    }

    private static String matched(RunningServer node, HttpResponse<byte[]> response, String key) {
        return RunningServer.json(node.await(
                        "/v1/calls/" + callId(response), answer -> answer.statusCode() == 200, "x-api-key", key))
                .path("trace_matched_by")
                .asText();
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static String quoted(@Nullable String text) {
        return JSON.valueToTree(text).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
