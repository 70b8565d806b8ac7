package io.throughline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every mount that serves HTTP does, proven from outside: raw sockets on the client's side, a scripted provider on the other.
 *
 * <p>A mount's test says how to mount, and what its server can't do:
 *
 * <pre>{@code
 * class JettyMountTest extends MountContract {
 *     protected URI mount(String yaml) { … }
 *     protected void unmount() { … }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class MountContract {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = call(true);
    private static final String UNARY = call(false);

    private ScriptedProvider provider;
    private URI base;
    private Path records;

    /** For the subclasses. */
    protected MountContract() {}

    /** What a server may be unable to notice. */
    public enum Ability {
        /** That the client has gone while a stream's head is awaited. */
        SEES_CLIENT_LEAVE_BEFORE_THE_HEAD,
        /** That the client has gone while a stream is silent. */
        SEES_CLIENT_LEAVE_A_SILENT_STREAM,
        /** That the client has gone while a unary answer is awaited. */
        SEES_CLIENT_LEAVE_A_UNARY_CALL
    }

    /**
     * Mounts Throughline with this configuration on a free port.
     *
     * @param yaml the text of a {@code throughline.yaml}
     * @return the address before {@code /v1/…}, without a slash at the end
     */
    protected abstract URI mount(String yaml) throws Exception;

    /** Stops what {@link #mount} has started. */
    protected abstract void unmount() throws Exception;

    /** Returns what the server under this mount can't do, each with the reason; those tests are reported as aborted. */
    protected Map<Ability, String> lacks() {
        return Map.of();
    }

    @BeforeEach
    void start() throws Exception {
        provider = ScriptedProvider.start();
        records = Files.createTempDirectory("mount").resolve("calls.jsonl");
        base = mount("""
                server: {max-request-bytes: 1MiB}
                extras: false
                telemetry: {jsonl: {path: "%s"}}
                providers:
                  scripted: {dialect: openai, base-url: "%s/v1", api-key: provider-key, models: [m]}
                """.formatted(records, provider.uri()));
    }

    @AfterEach
    void stop() throws Exception {
        unmount();
        provider.close();
        Files.deleteIfExists(records);
        Files.deleteIfExists(records.getParent());
    }

    @Test
    void everyFrameArrivesBeforeTheNextIsMade() throws Exception {
        Gate gate = new Gate();
        Script script = Script.eventStream();
        for (int n = 0; n < 20; n++) {
            script = script.hold(gate).event(delta("word " + n));
        }
        provider.answer(script.hold(gate).event("[DONE]"));
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, STREAM);
            assertThat(client.head().status()).isEqualTo(200);
            for (int n = 0; n < 20; n++) {
                gate.release();
                assertThat(client.event()).isEqualTo("data: " + delta("word " + n) + "\n\n");
            }
            gate.release();
            assertThat(client.event()).isEqualTo("data: [DONE]\n\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void tenMegabytesAreTheSameBytes() throws Exception {
        byte[] answer = completion("x".repeat(10 * 1024 * 1024));
        provider.answer(json().contentLength(answer.length).write(answer));
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, UNARY);
            assertThat(client.head().header("content-length")).hasValue(Integer.toString(answer.length));
            assertThat(Arrays.equals(client.body(), answer)).isTrue();
        }
    }

    @Test
    void aStreamThatComesByteByByteIsTheSameBytes() throws Exception {
        String stream = ": a comment\n\ndata: " + delta("grüße") + "\r\n\r\nevent: x\ndata: {}\n\ndata: [DONE]\n\n";
        Script script = Script.eventStream();
        for (byte one : stream.getBytes(StandardCharsets.UTF_8)) {
            script = script.write(new byte[] {one});
        }
        provider.answer(script);
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, STREAM);
            client.head();
            assertThat(client.body()).asString(StandardCharsets.UTF_8).isEqualTo(stream);
        }
    }

    @Test
    void aCompressedAnswerPassesCompressed() throws Exception {
        byte[] zipped = gzip(completion("hello"));
        provider.answer(json().header("content-encoding", "gzip")
                .contentLength(zipped.length)
                .write(zipped));
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, UNARY, "Accept-Encoding: gzip");
            assertThat(client.head().headers("content-encoding")).containsExactly("gzip");
            assertThat(client.body()).isEqualTo(zipped);
        }
    }

    @Test
    void aProvidersErrorPassesWithItsHeaders() throws Exception {
        String body = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":null}}";
        for (int status : new int[] {400, 404, 429, 500, 503}) {
            provider.answer(Script.status(status)
                    .header("content-type", "application/json")
                    .header("retry-after", "7")
                    .header("x-ratelimit-remaining-requests", "0")
                    .sized(body));
            try (WireClient client = WireClient.connect(base)) {
                client.post(CHAT, STREAM);
                WireClient.Head head = client.head();
                assertThat(head.status()).isEqualTo(status);
                assertThat(head.headers("retry-after")).containsExactly("7");
                assertThat(head.headers("x-ratelimit-remaining-requests")).containsExactly("0");
                assertThat(client.body()).asString().isEqualTo(body);
            }
        }
    }

    @Test
    void whatBelongsToAConnectionStaysThere() throws Exception {
        provider.answer(json().header("date", "Sat, 21 Nov 2026 00:00:00 GMT")
                .header("connection", "x-hop")
                .header("x-hop", "1")
                .header("keep-alive", "timeout=5")
                .chunked()
                .write(completion("hello")));
        try (WireClient client = WireClient.connect(base)) {
            client.post(
                    CHAT,
                    UNARY,
                    "Connection: keep-alive, X-Mine",
                    "X-Mine: 1",
                    "Authorization: Bearer anything",
                    "TE: trailers");
            WireClient.Head head = client.head();
            client.body();
            ReceivedRequest outbound = provider.awaitExchange(SOON).request();

            assertThat(head.header("x-hop")).isEmpty();
            assertThat(head.headers("keep-alive")).doesNotContain("timeout=5");
            assertThat(head.headers("transfer-encoding")).hasSizeLessThan(2);
            assertThat(head.headers("date")).hasSizeLessThan(2);
            assertThat(head.headers("content-type")).containsExactly("application/json");
            assertThat(outbound.header("x-mine")).isEmpty();
            assertThat(outbound.header("te")).isEmpty();
            assertThat(outbound.headers("authorization")).containsExactly("Bearer provider-key");
            assertThat(outbound.headers("host")).containsExactly("127.0.0.1:" + provider.port());
        }
    }

    @Test
    void aStreamThatTheProviderBreaksEndsWithAnError() throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.eventStream().event(delta("one")).hold(gate).reset());
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, STREAM);
            client.head();
            client.event();
            gate.release();
            assertThat(client.event()).contains("\"error\"");
        }
    }

    @Test
    void anAnswerThatTheProviderBreaksIsBroken() throws Exception {
        Gate gate = new Gate();
        provider.answer(json().contentLength(1000).write("{\"id\":").hold(gate).reset());
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, UNARY);
            client.head();
            gate.release();
            assertBroken(client);
        }
    }

    @Test
    void aCompressedStreamThatTheProviderBreaksIsBroken() throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.status(200)
                .header("content-type", "text/event-stream")
                .header("content-encoding", "gzip")
                .chunked()
                .write(Arrays.copyOf(gzip(completion("hello")), 20))
                .hold(gate)
                .reset());
        try (WireClient client = WireClient.connect(base)) {
            client.post(CHAT, STREAM, "Accept-Encoding: gzip");
            client.head();
            gate.release();
            assertBroken(client);
        }
    }

    @Test
    void theProviderHearsOfAClientThatLeavesBeforeTheHead() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_BEFORE_THE_HEAD);
        provider.answer(Script.neverAnswer());
        WireClient client = WireClient.connect(base);
        client.post(CHAT, STREAM);
        assertHeard(client, provider.awaitExchange(SOON));
    }

    @Test
    void theProviderHearsOfAClientThatLeavesASilentStream() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_A_SILENT_STREAM);
        provider.answer(Script.eventStream().event(delta("one")).stall());
        WireClient client = WireClient.connect(base);
        client.post(CHAT, STREAM);
        client.head();
        client.event();
        assertHeard(client, provider.awaitExchange(SOON));
    }

    @Test
    void theProviderHearsOfAClientThatLeavesABusyStream() throws Exception {
        Script script = Script.eventStream();
        for (int n = 0; n < 200; n++) {
            script = script.event(delta("word " + n)).pause(Duration.ofMillis(20));
        }
        provider.answer(script.stall());
        WireClient client = WireClient.connect(base);
        client.post(CHAT, STREAM);
        client.head();
        client.event();
        assertHeard(client, provider.awaitExchange(SOON));
    }

    @Test
    void theProviderHearsOfAClientThatLeavesAUnaryCall() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_A_UNARY_CALL);
        provider.answer(Script.neverAnswer());
        WireClient client = WireClient.connect(base);
        client.post(CHAT, UNARY);
        assertHeard(client, provider.awaitExchange(SOON));
    }

    @Test
    void aRequestOverTheLimitIsRefusedWhileItIsSent() throws Exception {
        try (WireClient client = WireClient.connect(base)) {
            int length = 64 * 1024 * 1024;
            client.sendHead("POST", CHAT, "Content-Type: application/json", "Content-Length: " + length);
            CompletableFuture.runAsync(() -> {
                try {
                    client.send(new byte[length]);
                } catch (IOException e) {
                    // the server has heard enough
                }
            });
            assertThat(client.head().status()).isEqualTo(413);
            assertThat(client.body()).asString().contains("\"error\"");
            assertThat(provider.exchanges()).isEmpty();
        }
    }

    @Test
    void aClientThatReadsSlowlySlowsTheProvider() throws Exception {
        byte[] event = ("data: " + delta("x".repeat(16 * 1024)) + "\n\n").getBytes(StandardCharsets.UTF_8);
        int events = 2_000;
        provider.answer(Script.eventStream().write(event, events));
        try (WireClient client = WireClient.connectSlow(base)) {
            client.post(CHAT, STREAM);
            client.head();
            ScriptedExchange exchange = provider.awaitExchange(SOON);
            assertThat(whereItStops(exchange)).isLessThan((long) event.length * events);
            assertThat(client.body()).hasSize(event.length * events);
        }
    }

    @Test
    void twoHundredStreamsRunAtOnce() throws Exception {
        Gate gate = new Gate();
        provider.answerEach(request -> Script.eventStream()
                .event(delta("first"))
                .hold(gate)
                .event(delta("second"))
                .event("[DONE]"));
        List<WireClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < 200; n++) {
                WireClient client = WireClient.connect(base);
                clients.add(client);
                client.post(CHAT, STREAM);
            }
            for (WireClient client : clients) {
                client.head();
                assertThat(client.event()).contains("first");
            }
            gate.open();
            for (WireClient client : clients) {
                assertThat(client.event()).contains("second");
                assertThat(client.event()).contains("[DONE]");
                assertThat(client.chunk()).isEmpty();
            }
        } finally {
            for (WireClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aConnectionServesOneCallAfterAnother() throws Exception {
        provider.answerEach(request -> request.text().contains("\"stream\":true")
                ? Script.eventStream().event("[DONE]")
                : Script.json("{\"id\":\"1\"}"));
        try (WireClient client = WireClient.connect(base)) {
            for (int n = 0; n < 3; n++) {
                client.post(CHAT, UNARY);
                client.head();
                assertThat(client.body()).asString().isEqualTo("{\"id\":\"1\"}");
                client.post(CHAT, STREAM);
                client.head();
                assertThat(client.body()).asString().isEqualTo("data: [DONE]\n\n");
            }
        }
    }

    private void assume(Ability ability) {
        String reason = lacks().get(ability);
        Assumptions.assumeTrue(reason == null, () -> ability + ": " + reason);
    }

    private void assertHeard(WireClient client, ScriptedExchange exchange) throws IOException {
        client.close();
        assertThat(exchange.awaitDisconnect(A_SECOND))
                .as("the provider hears within a second that the client has left")
                .isTrue();
        assertThat(onlyRecord().path("outcome").asText())
                .as("the record says so")
                .isEqualTo("client_left");
    }

    /** Returns the record of the one call that was made, once it is written. */
    private JsonNode onlyRecord() throws IOException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadline) {
            String lines = Files.isRegularFile(records) ? Files.readString(records) : "";
            if (lines.endsWith("\n")) {
                assertThat(lines.lines()).as("records of one call").hasSize(1);
                return JSON.readTree(lines);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("no record was written");
    }

    private static void assertBroken(WireClient client) {
        assertThatThrownBy(client::body).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
    }

    /** Returns how many bytes the provider had written when it could write no more for half a second. */
    private static long whereItStops(ScriptedExchange exchange) {
        long before = -1;
        while (exchange.bytesWritten() != before) {
            before = exchange.bytesWritten();
            exchange.awaitPlayed(Duration.ofMillis(500));
        }
        return before;
    }

    private static Script json() {
        return Script.status(200).header("content-type", "application/json");
    }

    private static String call(boolean stream) {
        return "{\"model\":\"scripted/m\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private static String delta(String text) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    private static byte[] completion(String text) {
        return ("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"},\"finish_reason\":\"stop\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }
}
