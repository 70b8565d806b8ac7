package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients get of a provider that fails in every way known, with a good one behind it: unary and streamed, relayed (Chat) and translated. */
class ChaosTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CURED = "bad>good";
    private static final String KEPT = "bad";

    /** By fault: what is expected of a whole answer and of a stream, as {@code status outcome targets}. */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        String cured = "200 completed " + CURED;
        String broken = "200 failed " + KEPT;
        EXPECTED.put("refused connection", List.of(cured, cured));
        EXPECTED.put("no TLS", List.of(cured, cured));
        EXPECTED.put("reset before headers", List.of(cured, cured));
        EXPECTED.put("reset after headers", List.of(cured, cured));
        EXPECTED.put("429 in seconds", List.of(cured, cured));
        EXPECTED.put("429 as a date", List.of(cured, cured));
        EXPECTED.put("500", List.of(cured, cured));
        EXPECTED.put("502 HTML", List.of(cured, cured));
        EXPECTED.put("529", List.of(cured, cured));
        EXPECTED.put("400", List.of("400 failed " + KEPT, "400 failed " + KEPT));
        EXPECTED.put("401", List.of("401 failed " + KEPT, "401 failed " + KEPT));
        EXPECTED.put("silence before the first byte", List.of("504 failed " + KEPT, cured));
        EXPECTED.put("silence in the middle", List.of("504 failed " + KEPT, broken));
        EXPECTED.put("cut in the middle", List.of(cured, broken));
        EXPECTED.put("slow drip", List.of("200 completed " + KEPT, "200 completed " + KEPT));
        EXPECTED.put("wrong content length", List.of(cured, broken));
        EXPECTED.put("error in 200", List.of(cured, cured));
        EXPECTED.put("redirect", List.of("502 failed " + KEPT, "502 failed " + KEPT));
        EXPECTED.put("malformed event", List.of("", "200 completed " + KEPT));
    }

    @TempDir
    private Path directory;

    private final ScriptedProvider bad = ScriptedProvider.start();
    private final ScriptedProvider good = ScriptedProvider.start();
    private ServerSocket noTls;
    private Throughline throughline;

    @BeforeEach
    void assemble() throws IOException {
        noTls = speakingNoTls();
        ScriptedProvider gone = ScriptedProvider.start();
        gone.close();
        String yaml = """
                extras: false
                trace: {signatures: off}
                providers:
                  bad: {dialect: openai-chat, base-url: "%s/v1"}
                  gone: {dialect: openai-chat, base-url: "%s/v1"}
                  tls: {dialect: openai-chat, base-url: "https://127.0.0.1:%d/v1"}
                  good: {dialect: openai-chat, base-url: "%s/v1"}
                aliases:
                  smart: {targets: [bad/m, good/m]}
                  smart-gone: {targets: [gone/m, good/m]}
                  smart-tls: {targets: [tls/m, good/m]}
                timeouts: {first-token: 400ms, between-tokens: 400ms, total: 900ms}
                breaker: {min-calls: 64, failure-percent: 100}
                telemetry: {jsonl: {path: records.jsonl}}
                """.formatted(bad.uri(), gone.uri(), noTls.getLocalPort(), good.uri());
        throughline = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory));
        good.answerEach(request -> streamed(request) ? stream(60) : Script.json(whole()));
    }

    @AfterEach
    void close() throws IOException {
        throughline.close();
        noTls.close();
        bad.close();
        good.close();
    }

    @Test
    void everyFaultIsCuredOrToldAsItShould() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (String fault : EXPECTED.keySet()) {
            for (String path : List.of("/v1/chat/completions", "/v1/responses", "/v1/messages")) {
                for (boolean streamed : new boolean[] {false, true}) {
                    if (!EXPECTED.get(fault).get(streamed ? 1 : 0).isEmpty()) {
                        rows.add(call(fault, path, streamed));
                    }
                }
            }
        }
        throughline.close(Duration.ofSeconds(5));
        Map<String, JsonNode> records = records();
        SoftAssertions all = new SoftAssertions();
        StringBuilder table = new StringBuilder("fault | path | way | status | attempts | outcome | ms\n");
        for (Row row : rows) {
            JsonNode record = records.get(row.callId);
            String attempts = attempts(record);
            String outcome = record.path("outcome").asText();
            table.append("%s | %s | %s | %d | %s | %s | %d%n"
                    .formatted(
                            row.fault,
                            row.path,
                            row.streamed ? "stream" : "whole",
                            row.status,
                            detailed(record),
                            outcome,
                            row.millis));
            String expected = EXPECTED.get(row.fault).get(row.streamed ? 1 : 0);
            // a key that the provider refuses is no fault of a client that speaks another dialect
            String status = row.status == 502 && row.fault.equals("401") ? "401" : Integer.toString(row.status);
            all.assertThat(status + " " + outcome + " " + attempts)
                    .as(row.toString())
                    .isEqualTo(expected);
            all.assertThat(row.millis).as(row + " in time").isLessThan(5_000);
            if (row.status == 200 && outcome.equals("completed") && !row.fault.equals("malformed event")) {
                all.assertThat(row.text).as(row + " is whole").contains("w59");
            }
            if (row.streamed && outcome.equals("failed") && row.status == 200) {
                all.assertThat(row.text).as(row + " ends in an error").contains("error");
            }
        }
        System.out.println(table);
        all.assertAll();
    }

    private Row call(String fault, String path, boolean streamed) throws Exception {
        if (!fault.equals("refused connection") && !fault.equals("no TLS")) {
            bad.answer(script(fault, streamed));
        }
        String alias =
                fault.equals("refused connection") ? "smart-gone" : fault.equals("no TLS") ? "smart-tls" : "smart";
        long began = System.nanoTime();
        ProxyResponse response = throughline
                .handle(request(path, alias, streamed))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        String text = new String(response.body().inputStream().readAllBytes(), UTF_8);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        String callId = response.headers().first("X-Throughline-Call-Id").orElseThrow();
        String provider = response.headers().first("X-Throughline-Provider").orElseThrow();
        return new Row(fault, path, streamed, response.status(), text, provider, callId, millis);
    }

    private static ProxyRequest request(String path, String model, boolean streamed) {
        String prompt = path.equals("/v1/responses")
                ? "\"input\":\"hi\""
                : "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        String body = "{\"model\":\"" + model + "\",\"stream\":" + streamed + "," + prompt + "}";
        return new ProxyRequest(
                "POST",
                URI.create(path),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
    }

    private static ServerSocket speakingNoTls() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                    // closed, or the client left: both are its right
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static Script script(String fault, boolean streamed) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(2));
        String half = whole().substring(0, 40);
        Script head = streamed
                ? Script.eventStream()
                : Script.status(200).header("content-type", "application/json").contentLength(whole().length());
        return switch (fault) {
            case "reset before headers" -> Script.raw().reset();
            case "reset after headers" -> head.write("").reset();
            case "429 in seconds" ->
                Script.status(429).header("retry-after", "1").sized("{\"error\":{\"message\":\"m\"}}");
            case "429 as a date" ->
                Script.status(429).header("retry-after", date).sized("{\"error\":{\"message\":\"m\"}}");
            case "502 HTML" ->
                Script.status(502).header("content-type", "text/html").sized("<html>bad</html>");
            case "400", "401", "500", "529" ->
                Script.status(Integer.parseInt(fault))
                        .header("content-type", "application/json")
                        .sized("{\"error\":{\"message\":\"m\",\"type\":\"t\"}}");
            case "silence before the first byte" -> Script.neverAnswer();
            case "silence in the middle" ->
                streamed ? tokens(head, 40).stall() : head.write(half).stall();
            case "cut in the middle" ->
                streamed ? tokens(head, 40).reset() : head.write(half).reset();
            case "slow drip" -> streamed ? drip(head) : dripped(head);
            case "wrong content length" ->
                streamed
                        ? tokens(
                                        Script.status(200)
                                                .header("content-type", "text/event-stream")
                                                .contentLength(1_000_000),
                                        40)
                                .close()
                        : Script.status(200)
                                .header("content-type", "application/json")
                                .contentLength(1_000_000)
                                .write(whole())
                                .close();
            case "error in 200" -> {
                String error = "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":503}}";
                yield streamed ? Script.eventStream().event(error) : Script.json(error);
            }
            case "redirect" ->
                Script.status(307).header("location", "http://127.0.0.1:1/").contentLength(0);
            case "malformed event" -> end(tokens(head, 40).event("{\"id\":\"c1\",\"choices\":[{\"del"));
            default -> Script.status(500).sized("unused");
        };
    }

    private static Script stream(int count) {
        return end(tokens(Script.eventStream(), count));
    }

    private static Script tokens(Script script, int count) {
        Script longer = script;
        for (int i = 0; i < count; i++) {
            longer = longer.event(token(i));
        }
        return longer;
    }

    private static Script drip(Script script) {
        Script longer = script;
        for (int i = 50; i < 60; i++) {
            longer = longer.event(token(i)).pause(Duration.ofMillis(60));
        }
        return end(longer);
    }

    private static Script dripped(Script head) {
        Script longer = head;
        int step = whole().length() / 5 + 1;
        for (int at = 0; at < whole().length(); at += step) {
            longer = longer.write(whole().substring(at, Math.min(whole().length(), at + step)))
                    .pause(Duration.ofMillis(20));
        }
        return longer;
    }

    private static String token(int i) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"w"
                + i + " \"}}]}";
    }

    private static Script end(Script script) {
        return script.event(
                        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
                .event("[DONE]");
    }

    private static String whole() {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"w0 w59\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
    }

    private static boolean streamed(ReceivedRequest request) {
        return request.text().contains("\"stream\":true");
    }

    private Map<String, JsonNode> records() throws IOException {
        Map<String, JsonNode> records = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            records.put(record.path("id").asText(), record);
        }
        assertThat(records).isNotEmpty();
        return records;
    }

    /** The faulty provider goes by three names. */
    private static String attempts(JsonNode record) {
        List<String> targets = new ArrayList<>();
        record.path("attempts")
                .forEach(attempt -> targets.add(attempt.path("target")
                        .asText()
                        .replace("/m", "")
                        .replace("gone", "bad")
                        .replace("tls", "bad")));
        return String.join(">", targets);
    }

    private static String detailed(JsonNode record) {
        List<String> attempts = new ArrayList<>();
        record.path("attempts")
                .forEach(attempt -> attempts.add(attempt.path("target").asText() + " "
                        + attempt.path("status").asText("-") + " "
                        + attempt.path("error_class").asText("ok")));
        return String.join(", ", attempts);
    }

    private record Row(
            String fault,
            String path,
            boolean streamed,
            int status,
            String text,
            String provider,
            String callId,
            long millis) {
        @Override
        public String toString() {
            return fault + " at " + path + (streamed ? ", streamed" : "") + " from " + provider;
        }
    }
}
