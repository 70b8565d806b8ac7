package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import io.throughline.testkit.WireClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of one dialect calls a provider of another. */
class TranslatedCallTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM =
            "{\"model\":\"claudy/claude-x\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String UNARY =
            "{\"model\":\"claudy/claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"hello"}],
             "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5}}""";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.with("""
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  claudy: {dialect: anthropic, base-url: "%1$s", api-key: provider-key}
                  geminy: {dialect: gemini, base-url: "%1$s/v1beta", api-key: third-key}
                  chatty: {dialect: openai-chat, base-url: "%1$s/v1", api-key: other-key}
                """.formatted(provider.uri().toString().replaceAll("/$", "")));
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    @Test
    void theProviderIsAskedInItsDialectAndTheClientAnsweredInItsOwn() throws Exception {
        provider.answer(Script.json(MESSAGE));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", UNARY);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = RunningServer.json(response);
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("hello");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        ReceivedRequest request = last();
        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.header("x-api-key")).contains("provider-key");
        assertThat(request.header("anthropic-version")).contains("2023-06-01");
        assertThat(JSON.readTree(request.text()).path("max_tokens").asInt()).isEqualTo(9);

        JsonNode record = server.recordOf(response);
        assertThat(record.path("inbound_dialect").asText()).isEqualTo("openai-chat");
        assertThat(record.path("outbound_dialect").asText()).isEqualTo("anthropic-messages");
        assertThat(record.at("/response/choices/0/blocks/0/text").asText()).isEqualTo("hello");
    }

    @Test
    void whatTheProviderCannotTakeIsTold() {
        provider.answer(Script.json(MESSAGE));
        HttpResponse<byte[]> response =
                server.post("/v1/chat/completions", UNARY.replace("\"max_tokens\"", "\"seed\":7,\"max_tokens\""));
        assertThat(response.headers().firstValue("X-Throughline-Dropped")).contains("seed");
        assertThat(server.recordOf(response).at("/losses/0/field").asText()).isEqualTo("seed");

        HttpResponse<byte[]> refused =
                server.post("/v1/chat/completions", UNARY.replace("\"max_tokens\"", "\"n\":2,\"max_tokens\""));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(RunningServer.json(refused).at("/error/param").asText()).isEqualTo("n");
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void explainTellsTheExactRequestAndSendsNothing() throws Exception {
        String asked = "{\"path\":\"/v1/chat/completions\",\"request\":"
                + UNARY.replace("\"max_tokens\"", "\"seed\":7,\"max_tokens\"") + "}";
        HttpResponse<byte[]> response = server.post("/v1/explain", asked);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        JsonNode explained = RunningServer.json(response);
        assertThat(explained.path("provider").asText()).isEqualTo("claudy");
        assertThat(explained.path("way").asText()).isEqualTo("translate");
        assertThat(explained.at("/request/url").asText()).endsWith("/v1/messages");
        assertThat(explained.at("/request/body/model").asText()).isEqualTo("claude-x");
        assertThat(explained.at("/losses/0/field").asText()).isEqualTo("seed");
        assertThat(new String(response.body(), UTF_8)).doesNotContain("provider-key");
        assertThat(provider.requests()).isEmpty();

        provider.answer(Script.json(MESSAGE));
        server.post("/v1/chat/completions", UNARY.replace("\"max_tokens\"", "\"seed\":7,\"max_tokens\""));
        assertThat(JSON.readTree(last().text())).isEqualTo(explained.at("/request/body"));
    }

    @Test
    void whatAnotherProviderSignedDoesNotReachThisOne() {
        provider.answer(Script.json(MESSAGE));
        HttpResponse<byte[]> response = server.post("/v1/messages", """
                {"model":"claudy/claude-x","max_tokens":9,"messages":[
                 {"role":"user","content":"hi"},
                 {"role":"assistant","content":[
                   {"type":"thinking","thinking":"hm","signature":"tl1.gemini.s.c2lnbmVk"},{"type":"text","text":"yes?"}]},
                 {"role":"user","content":"go on"}]}""", "anthropic-version", "2023-06-01");
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        assertThat(last().text()).contains("yes?").doesNotContain("tl1.").doesNotContain("c2lnbmVk");
        assertThat(RunningServer.json(response).at("/content/0/text").asText()).isEqualTo("hello");
    }

    @Test
    void eachFrameComesBeforeTheNextWasSent() throws Exception {
        Gate first = new Gate();
        Gate second = new Gate();
        provider.answer(Script.eventStream()
                .write(event("message_start", """
                        {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}"""))
                .write(event("content_block_start", """
                        {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}"""))
                .write(event("content_block_delta", """
                        {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}"""))
                .hold(first)
                .write(event("content_block_delta", """
                        {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}"""))
                .hold(second)
                .write(event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"))
                .write(event("message_delta", """
                        {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}"""))
                .write(event("message_stop", "{\"type\":\"message_stop\"}")));
        try (WireClient client = WireClient.connect(server.uri())) {
            client.post("/v1/chat/completions", STREAM);
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(until(client, "{\\\"a\\\":")).contains("\"name\":\"f\"");
            first.open();
            until(client, "1}");
            second.open();
            String rest = until(client, "[DONE]");
            assertThat(rest).contains("\"finish_reason\":\"tool_calls\"").doesNotContain("\"choices\":[]");
        }
    }

    @Test
    void anErrorBeforeTheFirstFrameHasItsStatus() {
        provider.answer(Script.eventStream().write(event("error", """
                {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", STREAM);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(RunningServer.json(response).at("/error/message").asText()).contains("Overloaded");
        assertThat(server.recordOf(response).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void anErrorInMidStreamIsTheClientsErrorEvent() throws Exception {
        Gate gate = new Gate();
        provider.answer(begun().hold(gate).write(event("error", """
                {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")));
        try (WireClient client = WireClient.connect(server.uri())) {
            client.post("/v1/chat/completions", STREAM);
            WireClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            until(client, "hel");
            gate.open();
            until(client, "{\"error\":{");
            assertThat(server.record(head.header("X-Throughline-Call-Id").orElseThrow())
                            .path("outcome")
                            .asText())
                    .isEqualTo("failed");
        }
    }

    @Test
    void aStreamThatBreaksOffEndsInAnErrorNotInAnEnd() throws Exception {
        Gate gate = new Gate();
        provider.answer(begun().hold(gate).reset());
        try (WireClient client = WireClient.connect(server.uri())) {
            client.post("/v1/chat/completions", STREAM);
            WireClient.Head head = client.head();
            until(client, "hel");
            gate.open();
            assertThat(until(client, "{\"error\":{")).doesNotContain("[DONE]");
            assertThat(server.record(head.header("X-Throughline-Call-Id").orElseThrow())
                            .path("outcome")
                            .asText())
                    .isEqualTo("failed");
        }
    }

    @Test
    void errorsKeepStatusMessageAndRetryAfter() {
        provider.answer(Script.status(429)
                .header("Content-Type", "application/json")
                .header("Retry-After", "7")
                .header("anthropic-ratelimit-requests-remaining", "0")
                .sized("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}"));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", UNARY);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
        assertThat(RunningServer.json(response).at("/error/message").asText()).contains("slow down");
        assertThat(RunningServer.json(response).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
    }

    @Test
    void whenToTryAgainIsTakenOutOfGooglesErrors() {
        provider.answer(
                Script.status(429)
                        .header("Content-Type", "application/json")
                        .sized(
                                "{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":"
                                        + "[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.07s\"}]}}"));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", UNARY.replace("claudy/", "geminy/"));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("35");
    }

    @Test
    void aKeyThatTheProviderRefusesIsNotTheCallersFault() {
        provider.answer(
                Script.status(401)
                        .header("Content-Type", "application/json")
                        .sized(
                                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}"));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", UNARY);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(RunningServer.json(response).at("/error/code").asText()).isEqualTo("upstream_auth_error");
    }

    @Test
    void aPageOfSomebodysProxyIsAnError() {
        provider.answer(
                Script.status(502).header("Content-Type", "text/html").sized("<html><h1>502 Bad Gateway</h1></html>"));
        HttpResponse<byte[]> response = server.post("/v1/chat/completions", UNARY);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(RunningServer.json(response).at("/error/message").asText()).contains("502 Bad Gateway");
    }

    @Test
    void anErrorInsideA200IsAnError() {
        provider.answer(Script.json("{\"error\":{\"code\":429,\"message\":\"upstream is busy\"}}"));
        HttpResponse<byte[]> response =
                server.post("/v1/messages", UNARY.replace("claudy/", "chatty/"), "anthropic-version", "2023-06-01");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(RunningServer.json(response).path("type").asText()).isEqualTo("error");
        assertThat(server.recordOf(response).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aClientThatLeavesCancelsTheProvider() throws Exception {
        Gate never = new Gate();
        provider.answer(begun().hold(never));
        try (WireClient client = WireClient.connect(server.uri())) {
            client.post("/v1/chat/completions", STREAM);
            client.head();
            client.reset();
        }
        assertThat(provider.exchanges().get(0).awaitDisconnect(Duration.ofSeconds(1)))
                .isTrue();
    }

    /** A stream of Anthropic's that has said "hel". */
    private static Script begun() {
        return Script.eventStream()
                .write(event("message_start", """
                        {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}"""))
                .write(event("content_block_start", """
                        {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""))
                .write(event("content_block_delta", """
                        {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hel"}}"""));
    }

    private ReceivedRequest last() {
        List<ReceivedRequest> requests = provider.requests();
        return requests.get(requests.size() - 1);
    }

    private static String until(WireClient client, String wanted) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(wanted) < 0) {
            read.append(client.event()).append('\n');
        }
        return read.toString();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data.strip() + "\n\n";
    }
}
