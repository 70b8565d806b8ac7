package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Gate;
import io.throughline.testkit.JsonlRecords;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.ResponseEntity;

/** An application's own clients, with Throughline in them: what they get, what the provider gets, what is recorded. */
@Timeout(60)
class ApplicationClientTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CHAT = """
            {"model":"m","messages":[{"role":"user","content":"Hi"}]}""";
    private static final String STREAMED = """
            {"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","model":"m-2026","choices":[{"index":0,\
            "message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""";
    private static final String CHUNK = """
            {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"%s"}}]}""";

    private ScriptedProvider provider;
    private ScriptedProvider elsewhere;
    private Throughline throughline;
    private JsonlRecords records;

    @BeforeEach
    void start(@TempDir Path directory) {
        provider = ScriptedProvider.start();
        elsewhere = ScriptedProvider.start();
        records = new JsonlRecords(directory.resolve("records.jsonl"));
        throughline = Throughline.create(
                ThroughlineConfig.parse("""
                keys: [{name: outside, key: a-key-of-callers-outside}]
                extras: false
                trace: {signatures: off}
                providers:
                  scripted: {dialect: openai, base-url: "%s/v1", api-key: configured-key, models: [m]}
                telemetry: {jsonl: {path: '%s'}}
                """.formatted(provider.uri(), records.file()), "test", Map.of(), directory));
    }

    @AfterEach
    void stop() {
        throughline.close();
        provider.close();
        elsewhere.close();
    }

    static Stream<Arguments> clientsAndModes() {
        return Arrays.stream(ApplicationClient.values())
                .flatMap(client -> Arrays.stream(Mode.values()).map(mode -> Arguments.of(client, mode)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void bytesAreTheProvidersAndTheCallIsRecorded(ApplicationClient client, Mode mode) {
        provider.answer(Script.json(ANSWER));
        ResponseEntity<byte[]> answer = client.with(throughline, mode).post(chat(), CHAT, key("own-key"));

        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo(ANSWER);
        ReceivedRequest received = provider.requests().get(0);
        assertThat(received.text()).isEqualTo(CHAT);
        assertThat(received.header("authorization"))
                .hasValue(mode == Mode.OBSERVE ? "Bearer own-key" : "Bearer configured-key");
        JsonNode record = records.awaitOne(SOON);
        assertThat(answer.getHeaders().getFirst("X-Throughline-Call-Id")).isEqualTo(id(record));
        assertThat(record.toString())
                .contains("\"completed\"")
                .contains("Hello")
                .contains("\"scripted\"");
    }

    @ParameterizedTest
    @EnumSource
    void observedRequestIsTheOneOfThePlainClient(ApplicationClient client) {
        provider.answerEach(request -> Script.json(ANSWER));
        client.plain().post(chat(), CHAT, key("own-key"));
        client.with(throughline, Mode.OBSERVE).post(chat(), CHAT, key("own-key"));

        List<ReceivedRequest> requests = provider.requests();
        assertThat(requests.get(1).requestLine()).isEqualTo(requests.get(0).requestLine());
        assertThat(requests.get(1).headerLines())
                .containsExactlyInAnyOrderElementsOf(requests.get(0).headerLines());
        assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void otherHostsSeeThePlainRequest(ApplicationClient client, Mode mode) {
        elsewhere.answerEach(request -> Script.json(ANSWER).header("x-of-theirs", "1"));
        URI other = elsewhere.uri("/v1/chat/completions");
        ResponseEntity<byte[]> plain = client.plain().post(other, CHAT, key("own-key"));
        ResponseEntity<byte[]> answer = client.with(throughline, mode).post(other, CHAT, key("own-key"));

        List<ReceivedRequest> requests = elsewhere.requests();
        assertThat(requests.get(1).headerLines())
                .containsExactlyInAnyOrderElementsOf(requests.get(0).headerLines());
        assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
        assertThat(requests.get(1).requestLine()).isEqualTo(requests.get(0).requestLine());
        assertThat(text(answer)).isEqualTo(ANSWER);
        assertThat(answer.getHeaders()).hasToString(plain.getHeaders().toString());
        assertThat(provider.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void framesArriveAsTheyAreSent(ApplicationClient client, Mode mode) throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event(CHUNK.formatted("one"))
                .hold(gate)
                .event(CHUNK.formatted("two"))
                .event("[DONE]"));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        client.with(throughline, mode).stream(chat(), STREAMED, body -> {
            readUntil(body, "one", read);
            assertThat(read.toString(StandardCharsets.UTF_8)).doesNotContain("two");
            gate.open();
            body.transferTo(read);
        });
        assertThat(read.toString(StandardCharsets.UTF_8)).contains("two").contains("[DONE]");
        assertThat(records.awaitOne(SOON).toString()).contains("\"completed\"").contains("onetwo");
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void readerThatLeavesReachesTheProvider(ApplicationClient client, Mode mode) throws Exception {
        // the JDK's older client reads what is left before it closes, and Spring's connector to the newer one leaves
        // nobody: with and without us
        boolean able = client == ApplicationClient.REST_CLIENT || client == ApplicationClient.WEB_CLIENT_NETTY;
        Gate gate = new Gate();
        provider.answer(Script.eventStream().event(CHUNK.formatted("one")).hold(gate));
        client.with(throughline, mode).stream(chat(), STREAMED, body -> {
            readUntil(body, "one", new ByteArrayOutputStream());
            if (!able) {
                gate.open();
            }
        });
        ScriptedExchange exchange = provider.awaitExchange(SOON);
        if (able) {
            assertThat(exchange.awaitDisconnect(SOON)).isTrue();
        }
        String record = records.awaitOne(SOON).toString();
        if (able) {
            assertThat(record).contains("\"client_left\"");
        } else {
            assertThat(record)
                    .as("the provider's end may come first")
                    .containsAnyOf("\"client_left\"", "\"stream_broken\"");
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void streamThatBreaksFailsTheReader(ApplicationClient client, Mode mode) {
        Gate gate = new Gate();
        provider.answer(
                Script.eventStream().event(CHUNK.formatted("one")).hold(gate).reset());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertThatThrownBy(() -> client.with(throughline, mode).stream(chat(), STREAMED, body -> {
                    readUntil(body, "one", read);
                    gate.open();
                    body.transferTo(read);
                    if (read.toString(StandardCharsets.UTF_8).contains("error")) {
                        throw new java.io.IOException("told by an event");
                    }
                }))
                .isInstanceOf(Exception.class);
        assertThat(records.awaitOne(SOON).toString()).contains("\"failed\"").contains("stream_broken");
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void errorOfTheProviderPassesAsItIs(ApplicationClient client, Mode mode) {
        String error =
                "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":null}}";
        provider.answerEach(request -> Script.status(429)
                .header("content-type", "application/json")
                .header("retry-after", "7")
                .sized(error));
        ResponseEntity<byte[]> answer = client.with(throughline, mode).post(chat(), CHAT, Map.of());
        assertThat(answer.getStatusCode().value()).isEqualTo(429);
        assertThat(answer.getHeaders().getFirst("retry-after")).isEqualTo("7");
        assertThat(text(answer)).isEqualTo(error);
        assertThat(records.awaitOne(SOON).toString()).contains("\"failed\"").contains("slow down");
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void tenMegabytesPassBothWays(ApplicationClient client, Mode mode) {
        String large = "x".repeat(10 << 20);
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + large + "\"}]}";
        String answered = ANSWER.replace("Hello", large);
        provider.answer(Script.json(answered));
        ResponseEntity<byte[]> answer = client.with(throughline, mode).post(chat(), body, Map.of());
        assertThat(text(answer)).isEqualTo(answered);
        assertThat(provider.requests().get(0).text()).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void gzipPassesAsItIsAndIsRead(ApplicationClient client, Mode mode) throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write(ANSWER.getBytes(StandardCharsets.UTF_8));
        }
        provider.answer(Script.status(200)
                .header("content-type", "application/json")
                .header("content-encoding", "gzip")
                .contentLength(coded.size())
                .write(coded.toByteArray()));
        ResponseEntity<byte[]> answer =
                client.with(throughline, mode).post(chat(), CHAT, Map.of("Accept-Encoding", "gzip"));
        assertThat(answer.getBody()).isIn(coded.toByteArray(), ANSWER.getBytes(StandardCharsets.UTF_8));
        assertThat(records.awaitOne(SOON).toString()).contains("Hello");
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void callsGoOnWhenThroughlineIsClosed(ApplicationClient client, Mode mode) {
        ApplicationClient.Calls calls = client.with(throughline, mode);
        throughline.close();
        provider.answer(Script.json(ANSWER));
        assertThat(text(calls.post(chat(), CHAT, Map.of()))).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @EnumSource
    void routedCallGoesWhereTheModelSays(ApplicationClient client) {
        ResponseEntity<byte[]> answer = client.with(throughline, Mode.ROUTE)
                .post(chat(), CHAT.replace("\"m\"", "\"echo/echo\""), Map.of("x-forwarded-for", "10.0.0.1"));
        assertThat(answer.getStatusCode().value()).as(text(answer)).isEqualTo(200);
        assertThat(provider.requests()).isEmpty();
        assertThat(answer.getHeaders().getFirst("X-Throughline-Provider")).isEqualTo("echo");
    }

    @ParameterizedTest
    @EnumSource
    void bareNameIsThatOfTheHost(ApplicationClient client) {
        provider.answer(Script.json(ANSWER));
        String unknown = CHAT.replace("\"m\"", "\"vendor/never-heard-of\"");
        assertThat(text(client.with(throughline, Mode.ROUTE).post(chat(), unknown, Map.of())))
                .isEqualTo(ANSWER);
        assertThat(provider.requests().get(0).text()).isEqualTo(unknown);
    }

    private URI chat() {
        return provider.uri("/v1/chat/completions");
    }

    private static Map<String, String> key(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    private static String text(ResponseEntity<byte[]> answer) {
        return new String(answer.getBody(), StandardCharsets.UTF_8);
    }

    private static String id(JsonNode record) {
        return record.findValue("call_id") != null
                ? record.findValue("call_id").asText()
                : record.findValue("id").asText();
    }

    private static void readUntil(java.io.InputStream body, String text, ByteArrayOutputStream read)
            throws java.io.IOException {
        while (!read.toString(StandardCharsets.UTF_8).contains(text)) {
            int next = body.read();
            if (next < 0) {
                throw new java.io.EOFException("ended before " + text);
            }
            read.write(next);
        }
    }
}
