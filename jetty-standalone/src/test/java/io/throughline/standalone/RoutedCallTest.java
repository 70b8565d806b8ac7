package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waits and deadlines of calls over sockets: nothing is done for who has left, and nothing takes longer than the caller allows. */
class RoutedCallTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BODY = "{\"model\":\"%s\",\"messages\":[]}";
    private static final String STREAM = "{\"model\":\"%s\",\"stream\":true,\"messages\":[]}";

    private ScriptedProvider provider;
    private RunningServer server;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        server = RunningServer.with("""
                providers:
                  one: {dialect: openai-chat, base-url: '%1$s', api-key: k}
                  two: {dialect: openai-chat, base-url: '%1$s', api-key: k}
                aliases: {smart: {strategy: weighted, targets: [{model: one/m, when: {vision: true}}, {model: two/m, weight: 2}]}}
                """.formatted(provider.uri("/v1")));
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    @Test
    void whoLeavesDuringAWaitIsNotServedAfterIt() throws Exception {
        provider.answer(limited(500));
        try (Socket client = call(BODY.formatted("one/left"))) {
            provider.awaitExchange(PATIENCE);
        }
        JsonNode traces = RunningServer.json(server.await(
                "/v1/traces", answer -> RunningServer.json(answer).path("data").size() == 1));
        String trace = traces.path("data").path(0).path("trace_id").asText();
        JsonNode record = server.trace(trace, 1).path("data").path(0);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        // another call waits longer than the first would have: by then the first would have been sent again
        provider.answer(limited(1_000)).answer(Script.json("{\"id\":\"c\",\"choices\":[]}"));
        assertThat(server.post("/v1/chat/completions", BODY.formatted("two/stays"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(provider.requests()).hasSize(3);
        assertThat(provider.requests().stream().filter(request -> request.text().contains("left")))
                .hasSize(1);
    }

    @Test
    void theCallersTimeBoundsAProviderThatIsSilent() {
        provider.answerEach(request -> Script.neverAnswer());
        for (String body : new String[] {BODY, STREAM}) {
            long began = System.nanoTime();
            HttpResponse<byte[]> answer =
                    server.post("/v1/chat/completions", body.formatted("one/m"), "X-Throughline-Timeout-Ms", "300");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(RunningServer.json(answer).at("/error/message").asText()).contains("too long");
            JsonNode attempt = server.recordOf(answer).path("attempts").path(0);
            assertThat(attempt.path("error_class").asText()).isEqualTo("timeout");
        }
    }

    @Test
    void theCallersTimeBoundsAStreamThatHasBegun() {
        Gate never = new Gate();
        provider.answerEach(request -> Script.eventStream()
                .event("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}")
                .hold(never));
        long began = System.nanoTime();
        HttpResponse<byte[]> answer =
                server.post("/v1/chat/completions", STREAM.formatted("one/m"), "X-Throughline-Timeout-Ms", "400");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8)).contains("Hel").contains("\"error\"");
        assertThat(server.recordOf(answer).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aWaitThatTheCallerHasNoTimeForIsNotBegun() {
        provider.answer(limited(4_000));
        HttpResponse<byte[]> answer =
                server.post("/v1/chat/completions", BODY.formatted("one/m"), "X-Throughline-Timeout-Ms", "2000");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after-ms")).contains("4000");
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        for (String time : new String[] {"0", "-1", "1.5", "soon", "999999999"}) {
            HttpResponse<byte[]> answer =
                    server.post("/v1/chat/completions", BODY.formatted("one/m"), "X-Throughline-Timeout-Ms", time);
            assertThat(answer.statusCode()).as(time).isEqualTo(400);
            assertThat(RunningServer.json(answer).at("/error/param").asText()).isEqualTo("X-Throughline-Timeout-Ms");
        }
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void explainShowsTheRoute() {
        HttpResponse<byte[]> answer = server.post("/v1/explain", "{\"request\":" + BODY.formatted("smart") + "}");
        JsonNode route = RunningServer.json(answer).path("route");
        assertThat(route.path("alias").asText()).isEqualTo("smart");
        assertThat(route.path("strategy").asText()).isEqualTo("weighted");
        assertThat(route.at("/order/0/target").asText()).isEqualTo("two/m");
        assertThat(route.at("/order/0/breaker").asText()).isEqualTo("closed");
        assertThat(route.at("/passed_over/0/target").asText()).isEqualTo("one/m");
        assertThat(route.at("/passed_over/0/unmet/0").asText()).isEqualTo("vision: true");
        assertThat(provider.requests()).isEmpty();
    }

    private static Script limited(int millis) {
        return Script.status(429)
                .header("retry-after-ms", Integer.toString(millis))
                .header("content-type", "application/json")
                .sized("{\"error\":{\"message\":\"slow down\"}}");
    }

    private Socket call(String body) throws Exception {
        Socket client = new Socket(server.uri().getHost(), server.uri().getPort());
        client.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(UTF_8));
        return client;
    }
}
