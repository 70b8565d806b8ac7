package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

/**
 * A conversation begins in an application that is only observed, goes on at a server that shares Redis and the secret with it, and comes back: one trace,
 * with no byte of it changed and no id of ours sent.
 */
class HandoverTest {
    private static final String ANSWER = """
            {"id":"chatcmpl-%1$s","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",
             "content":"The matter %1$s is settled in the cellar.","tool_calls":[{"id":"call_of_%1$s","type":"function","function":{"name":"f","arguments":"{}"}}]},
             "finish_reason":"tool_calls"}]}""";
    private static final String STREAM = """
            data: {"id":"chatcmpl-%1$s","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"The matter %1$s is settled in the cellar."},"finish_reason":null}]}

            data: {"id":"chatcmpl-%1$s","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_of_%1$s","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-%1$s","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """;
    private static final String BY_ID =
            "{\"model\":\"%2$sm\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"call_of_%1$s\",\"content\":\"7\"}]}";
    private static final String BY_HISTORY = """
            {"model":"%2$sm","messages":[{"role":"user","content":"Ask of %1$s"},{"role":"assistant","content":"The matter %1$s is settled in the cellar.",
             "tool_calls":[{"id":"own_name_of_it","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"own_name_of_it","content":"7"}]}""";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private RedisServer redis;
    private RunningServer server;
    private Throughline application;
    private String base = "";

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        int port = freePort();
        redis = new RedisServer(port);
        redis.start();
        base = provider.uri().toString().replaceAll("/$", "") + "/v1";
        String yaml = """
                telemetry: {redis: {uri: 'redis://127.0.0.1:%d'}}
                trace: {secret: the-secret-of-all-nodes, signatures: off}
                providers: {chatty: {dialect: openai-chat, base-url: "%s", api-key: k1}}
                """.formatted(port, base);
        server = RunningServer.with(yaml);
        application = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory));
        provider.answerEach(request ->
                Script.json(ANSWER.formatted("other_" + provider.requests().size())));
        awaitShared();
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
        server.close();
        provider.close();
        redis.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasObservedGoesOnAtTheServer(boolean streamed) throws Exception {
        String byId = observed("first", streamed);
        HttpResponse<byte[]> next = joined(BY_ID.formatted("first", "chatty/"), byId);
        assertThat(trace(next)).isEqualTo(byId);
        assertThat(server.recordOf(next).path("trace_matched_by").asText()).isEqualTo("reference");

        String byHistory = observed("second", streamed);
        HttpResponse<byte[]> again = joined(BY_HISTORY.formatted("second", "chatty/"), byHistory);
        assertThat(trace(again)).isEqualTo(byHistory).isNotEqualTo(byId);
        assertThat(server.recordOf(again).path("trace_matched_by").asText()).isEqualTo("prefix");
    }

    @Test
    void whatTheServerServedGoesOnObserved() throws Exception {
        provider.answerEach(request -> Script.json(ANSWER.formatted("third")));
        HttpResponse<byte[]> first = server.post(
                "/v1/chat/completions",
                "{\"model\":\"chatty/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Ask of third\"}]}");
        for (String next : new String[] {BY_ID, BY_HISTORY}) {
            ProxyResponse seen = joined(
                    () -> observe(next.formatted("third", ""), ANSWER.formatted("fourth"), false),
                    HandoverTest::trace,
                    trace(first));
            assertThat(trace(seen)).isEqualTo(trace(first));
        }
    }

    private HttpResponse<byte[]> joined(String body, String trace) throws Exception {
        return joined(() -> server.post("/v1/chat/completions", body), HandoverTest::trace, trace);
    }

    /** What one node has seen is told to Redis beside the call: the other may ask a moment too early, so it asks again. */
    private static <A> A joined(Callable<A> call, Function<A, String> traceOf, String trace) throws Exception {
        A answer = call.call();
        for (int i = 0; i < 200 && !traceOf.apply(answer).equals(trace); i++) {
            answer = call.call();
        }
        return answer;
    }

    private String observed(String name, boolean streamed) throws IOException {
        ProxyResponse answer = observe(
                "{\"model\":\"m\",\"stream\":" + streamed + ",\"messages\":[{\"role\":\"user\",\"content\":\"Ask of "
                        + name + "\"}]}",
                (streamed ? STREAM : ANSWER).formatted(name),
                streamed);
        return trace(answer);
    }

    private ProxyResponse observe(String body, String answer, boolean streamed) throws IOException {
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create(base + "/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
        ProxyResponse response = application
                .observe(request, sent -> {
                    assertThat(sent.body()).isSameAs(request.body());
                    return CompletableFuture.completedStage(new ProxyResponse(
                            200,
                            Headers.of("Content-Type", streamed ? "text/event-stream" : "application/json"),
                            Body.of(answer.getBytes(UTF_8))));
                })
                .toCompletableFuture()
                .join();
        assertThat(response.body().inputStream().readAllBytes()).isEqualTo(answer.getBytes(UTF_8));
        return response;
    }

    /** Both have found Redis, and each other in it. */
    private void awaitShared() throws IOException {
        for (int i = 0; i < 100; i++) {
            String trace = observed("warming_" + i, false);
            if (trace(server.post("/v1/chat/completions", BY_ID.formatted("warming_" + i, "chatty/")))
                    .equals(trace)) {
                return;
            }
        }
        throw new AssertionError("the two don't find each other");
    }

    private static String trace(ProxyResponse response) {
        return response.headers().first("X-Trace-ID").orElseThrow();
    }

    private static String trace(HttpResponse<byte[]> response) {
        return response.headers().firstValue("X-Trace-ID").orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
