package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that leaves ends its call at the provider within a second, whatever the call was doing, and leaves nothing behind. */
class ClientLeavesTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String STREAM = "{\"model\":\"slow/m\",\"stream\":true,\"messages\":[]}";
    private static final String UNARY = "{\"model\":\"slow/m\",\"messages\":[]}";

    private static final List<String> NOTHING_HELD = List.of(
            "throughline_calls_active 0.0",
            "throughline_held_bytes{kind=\"request\"} 0.0",
            "throughline_held_bytes{kind=\"answer\"} 0.0",
            "throughline_held_bytes{kind=\"record\"} 0.0",
            "throughline_upstream_connections{state=\"leased\"} 0.0",
            "throughline_upstream_connections{state=\"pending\"} 0.0");

    private ScriptedProvider provider;
    private RunningServer server;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        server = RunningServer.with(
                "{extras: false, trace: {signatures: off}, providers: {slow: {dialect: openai, base-url: '%s', api-key: k}}}"
                        .formatted(provider.uri("/v1")));
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    @Test
    void beforeTheFirstByteOfAStream() throws Exception {
        provider.answerEach(request -> Script.neverAnswer());
        leaveWhileNothingComes(STREAM);
    }

    @Test
    void inAUnaryCall() throws Exception {
        provider.answerEach(request -> Script.neverAnswer());
        leaveWhileNothingComes(UNARY);
    }

    @Test
    void inTheMiddleOfAStream() throws Exception {
        Gate gate = new Gate();
        provider.answerEach(request -> Script.eventStream()
                .event("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}")
                .hold(gate)
                .stall());
        String callId;
        try (Socket client = call(STREAM)) {
            Answer answer = Answer.read(client);
            callId = answer.callId();
            assertThat(answer.lineStarting("data: ")).contains("Hel");
        }
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        assertThat(exchange.awaitDisconnect(SOON)).isTrue();
        JsonNode record = server.record(callId);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        assertThat(record.path("response")
                        .path("choices")
                        .path(0)
                        .path("blocks")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("Hel");
    }

    @Test
    void afterTheLastEventIsNoLeave() throws Exception {
        provider.answerEach(request -> Script.eventStream()
                .event(
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}")
                .event("[DONE]")
                .stall());
        String callId;
        try (Socket client = call(STREAM)) {
            Answer answer = Answer.read(client);
            callId = answer.callId();
            answer.lineStarting("data: [DONE]");
        }
        assertThat(server.record(callId).path("outcome").asText()).isEqualTo("completed");
    }

    @Test
    void aConnectionWhoseClientStaysServesTheNextCallToo() throws Exception {
        provider.answerEach(
                request -> Script.json("{\"id\":\"c\",\"choices\":[]}").headAfter(Duration.ofMillis(50)));
        try (Socket client = call(UNARY)) {
            for (int i = 0; i < 5; i++) {
                assertThat(Answer.read(client).status()).contains("200");
                if (i < 4) {
                    client.getOutputStream().write(request(UNARY));
                }
            }
        }
    }

    @Test
    void aNextCallThatDoesNotWaitIsNotLost() throws Exception {
        provider.answerEach(
                request -> Script.json("{\"id\":\"c\",\"choices\":[]}").headAfter(Duration.ofMillis(100)));
        try (Socket client = call(UNARY)) {
            client.getOutputStream().write(request(UNARY));
            client.getOutputStream().write(request(UNARY));
            for (int i = 0; i < 3; i++) {
                assertThat(Answer.read(client).status()).contains("200");
            }
        }
        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    void aThousandLeavesLeaveNothingBehind() throws Exception {
        Gate gate = new Gate();
        provider.answerEach(request -> request.text().contains("stream")
                ? Script.eventStream().event("{\"choices\":[]}").hold(gate)
                : Script.neverAnswer());
        leave(50);
        List<String> others = otherThreads();
        leave(1000);
        assertThat(provider.awaitConnectionsOpen(0, PATIENCE))
                .as("no socket to the provider")
                .isTrue();
        server.await(
                "/metrics",
                answer -> new String(answer.body(), UTF_8).lines().toList().containsAll(NOTHING_HELD));
        assertThat(threads("throughline-jetty"))
                .as("threads of the server")
                .isLessThanOrEqualTo(32 + 3); // the pool, and the timers beside it
        List<String> more = otherThreads();
        others.forEach(more::remove);
        assertThat(more).as("threads that were not there before").hasSizeLessThanOrEqualTo(2);
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static List<String> otherThreads() {
        return new ArrayList<>(Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("throughline") && !name.startsWith("throughline-jetty"))
                .toList());
    }

    private void leave(int times) throws IOException {
        int before = provider.exchanges().size();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            clients.add(call(i % 2 == 0 ? STREAM : UNARY));
            if (clients.size() == 50) {
                awaitExchanges(before + i + 1);
                for (Socket client : clients) {
                    client.close();
                }
                clients.clear();
            }
        }
    }

    private void awaitExchanges(int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (provider.exchanges().size() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(provider.exchanges()).hasSizeGreaterThanOrEqualTo(count);
    }

    private void leaveWhileNothingComes(String body) throws Exception {
        ScriptedExchange exchange;
        try (Socket client = call(body)) {
            exchange = provider.awaitExchange(PATIENCE);
            assertThat(exchange.isDisconnected()).isFalse();
        }
        assertThat(exchange.awaitDisconnect(SOON)).isTrue();
        JsonNode traces = RunningServer.json(server.await(
                "/v1/traces", answer -> RunningServer.json(answer).path("data").size() == 1));
        String trace = traces.path("data").path(0).path("trace_id").asText();
        assertThat(server.trace(trace, 1).path("data").path(0).path("outcome").asText())
                .isEqualTo("client_left");
    }

    private Socket call(String body) throws IOException {
        Socket client = new Socket(server.uri().getHost(), server.uri().getPort());
        client.setSoTimeout((int) PATIENCE.toMillis());
        client.getOutputStream().write(request(body));
        return client;
    }

    private static byte[] request(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    /** An answer read off a socket, line by line and no further. */
    private record Answer(String status, List<String> headers, InputStream in) {
        static Answer read(Socket client) throws IOException {
            InputStream in = client.getInputStream();
            String status = line(in);
            List<String> headers = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.add(line);
            }
            Answer answer = new Answer(status, headers, in);
            answer.header("content-length").ifPresent(length -> skip(in, Integer.parseInt(length)));
            return answer;
        }

        String callId() {
            return header("x-throughline-call-id").orElseThrow();
        }

        java.util.Optional<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        String lineStarting(String prefix) throws IOException {
            while (true) {
                String line = line(in);
                if (line.startsWith(prefix)) {
                    return line;
                }
            }
        }

        private static void skip(InputStream in, int count) {
            try {
                in.skipNBytes(count);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the connection ended");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }
    }
}
