package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients get of a provider that fails in every way known, with a good one behind it: unary and streamed, relayed (Chat and Messages) and
 * translated; clients of Responses and Gemini, too.
 */
class ChaosTest {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosTest.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FIRST_TOKEN = Duration.ofMillis(500);
    private static final Duration BETWEEN_TOKENS = Duration.ofMillis(500);
    private static final Duration TOTAL = Duration.ofMillis(1_600);
    private static final String GEMINI = "/v1beta/models/";

    /** By fault: what is expected of a whole answer and of a stream, as {@code status outcome: target status error, …}. */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        both("refused connection", cured("- connect"));
        both("no TLS", cured("- tls"));
        both("reset before headers", cured("- reset"));
        both("reset after headers", cured("200 reset"));
        both("429 in seconds", cured("429 status"));
        both("429 as a date", cured("429 status"));
        both("500", cured("500 status"));
        both("502 HTML", cured("502 status"));
        both("529", cured("529 status"));
        both("400", "400 failed: bad 400 status");
        both("401", "401 failed: bad 401 status");
        both("silence before the first byte", cured("- timeout"));
        EXPECTED.put("silence in the middle", List.of(cured("200 timeout"), "200 failed: bad 200 stream_broken"));
        EXPECTED.put("cut after 40 of 60 tokens", List.of(cured("200 reset"), "200 failed: bad 200 stream_broken"));
        both("slow drip", "200 completed: bad 200 ok");
        EXPECTED.put("wrong content length", List.of(cured("200 reset"), "200 failed: bad 200 stream_broken"));
        both("error in 200", cured("200 error_in_answer"));
        both("redirect", "502 failed: bad 307 answer");
        EXPECTED.put("malformed event", List.of("", "200 failed: bad 200 unreadable_event"));
    }

    private static void both(String fault, String expected) {
        EXPECTED.put(fault, List.of(expected, expected));
    }

    private static String cured(String attempt) {
        return "200 completed: bad " + attempt + ", good 200 ok";
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
                  bad: {dialect: openai-chat, base-url: "%1$s/v1"}
                  gone: {dialect: openai-chat, base-url: "%2$s/v1"}
                  tls: {dialect: openai-chat, base-url: "https://127.0.0.1:%3$d/v1"}
                  good: {dialect: openai-chat, base-url: "%4$s/v1"}
                  bad-claude: {dialect: anthropic, base-url: "%1$s"}
                  gone-claude: {dialect: anthropic, base-url: "%2$s"}
                  tls-claude: {dialect: anthropic, base-url: "https://127.0.0.1:%3$d"}
                  good-claude: {dialect: anthropic, base-url: "%4$s"}
                aliases:
                  smart: {targets: [bad/m, good/m]}
                  smart-gone: {targets: [gone/m, good/m]}
                  smart-tls: {targets: [tls/m, good/m]}
                  claude: {targets: [bad-claude/m, good-claude/m]}
                  claude-gone: {targets: [gone-claude/m, good-claude/m]}
                  claude-tls: {targets: [tls-claude/m, good-claude/m]}
                timeouts: {first-token: %5$dms, between-tokens: %6$dms, total: %7$dms}
                breaker: {min-calls: 64, failure-percent: 100}
                telemetry: {jsonl: {path: records.jsonl}}
                """.formatted(
                        bad.uri(),
                        gone.uri(),
                        noTls.getLocalPort(),
                        good.uri(),
                        FIRST_TOKEN.toMillis(),
                        BETWEEN_TOKENS.toMillis(),
                        TOTAL.toMillis());
        throughline = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory));
        good.answerEach(request -> {
            FaultyAnswers answers = request.path().endsWith("/messages") ? FaultyAnswers.MESSAGES : FaultyAnswers.CHAT;
            return streamed(request) ? answers.stream() : Script.json(answers.whole());
        });
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
        for (String alias : List.of("smart-tls", "claude-tls")) { // what is loaded for the first TLS is not timed
            throughline
                    .handle(request("/v1/chat/completions", alias, true))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        List<Row> rows = new ArrayList<>();
        for (String fault : EXPECTED.keySet()) {
            for (boolean streamed : new boolean[] {false, true}) {
                if (!EXPECTED.get(fault).get(streamed ? 1 : 0).isEmpty()) {
                    rows.add(call(fault, "/v1/chat/completions", streamed, FaultyAnswers.CHAT));
                    rows.add(call(fault, "/v1/responses", streamed, FaultyAnswers.CHAT));
                    rows.add(call(fault, "/v1/messages", streamed, FaultyAnswers.CHAT));
                    rows.add(call(fault, "/v1/messages", streamed, FaultyAnswers.MESSAGES));
                    rows.add(call(fault, "/v1/chat/completions", streamed, FaultyAnswers.MESSAGES));
                    rows.add(call(fault, GEMINI, streamed, FaultyAnswers.CHAT));
                    rows.add(call(fault, GEMINI, streamed, FaultyAnswers.MESSAGES));
                }
            }
        }
        throughline.close(Duration.ofSeconds(5));
        Map<String, JsonNode> records = records();
        SoftAssertions all = new SoftAssertions();
        StringBuilder table = new StringBuilder("fault | path | provider | way | status | attempts | outcome | ms\n");
        for (Row row : rows) {
            JsonNode record = records.get(row.callId);
            String attempts = detailed(record);
            String outcome = record.path("outcome").asText();
            table.append("%s | %s | %s | %s | %d | %s | %s | %d%n"
                    .formatted(
                            row.fault,
                            row.path,
                            row.answers,
                            row.streamed ? "stream" : "whole",
                            row.status,
                            attempts,
                            outcome,
                            row.millis));
            String expected = EXPECTED.get(row.fault).get(row.streamed ? 1 : 0);
            // a key that the provider refuses is no fault of a client that speaks another dialect
            String status = row.status == 502 && row.fault.equals("401") ? "401" : Integer.toString(row.status);
            all.assertThat(status + " " + outcome + ": " + attempts)
                    .as(row.toString())
                    .isEqualTo(expected);
            all.assertThat(row.sent)
                    .as(row + ": requests that the providers saw, none of them hidden below")
                    .isEqualTo(requests(row.fault, attempts));
            all.assertThat(row.millis)
                    .as(row + " in time")
                    .isBetween(silence(row).toMillis() * 9 / 10, silence(row).toMillis() * 2 + 1_500);
            if (row.status == 200 && outcome.equals("completed") && !row.fault.equals("malformed event")) {
                all.assertThat(row.text).as(row + " is whole").contains("w59");
            }
            // what is relayed is relayed as it is, and here it ends well but for one event
            boolean wellEnded = row.fault.equals("malformed event") && row.isRelayed();
            if (row.streamed && outcome.equals("failed") && row.status == 200 && !wellEnded) {
                all.assertThat(row.text).as(row + " ends in an error").contains("error");
            }
        }
        LOG.info("\n{}", table);
        all.assertAll();
    }

    private Row call(String fault, String path, boolean streamed, FaultyAnswers answers) throws Exception {
        String alias = answers == FaultyAnswers.CHAT ? "smart" : "claude";
        Gate seen = new Gate();
        switch (fault) {
            case "refused connection" -> alias += "-gone";
            case "no TLS" -> alias += "-tls";
            default -> bad.answer(answers.script(fault, streamed, seen));
        }
        int badBefore = bad.requests().size();
        int goodBefore = good.requests().size();
        long began = System.nanoTime();
        ProxyResponse response = throughline
                .handle(request(path, alias, streamed))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        String text = read(response.body().inputStream(), seen);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        List<String> sent = new ArrayList<>(Collections.nCopies(bad.requests().size() - badBefore, "bad"));
        sent.addAll(Collections.nCopies(good.requests().size() - goodBefore, "good"));
        String callId = response.headers().first("X-Throughline-Call-Id").orElseThrow();
        String provider = response.headers().first("X-Throughline-Provider").orElseThrow();
        return new Row(
                fault,
                path,
                answers,
                streamed,
                response.status(),
                text,
                provider,
                callId,
                String.join(", ", sent),
                millis);
    }

    /** Of each attempt one request, but where no provider can be reached. */
    private static String requests(String fault, String attempts) {
        boolean reached = !fault.equals("refused connection") && !fault.equals("no TLS");
        return Arrays.stream(attempts.split(", "))
                .map(attempt -> attempt.substring(0, attempt.indexOf(' ')))
                .filter(target -> reached || target.equals("good"))
                .collect(Collectors.joining(", "));
    }

    /** How long the fault must have been waited for: a whole answer's silence is cut at half its time, since another target could cure it. */
    private static Duration silence(Row row) {
        return switch (row.fault) {
            case "silence before the first byte" -> row.streamed ? FIRST_TOKEN : TOTAL.dividedBy(2);
            case "silence in the middle" -> row.streamed ? BETWEEN_TOKENS : TOTAL.dividedBy(2);
            // ten tokens, 60 ms apart: longer than any one silence may be
            case "slow drip" -> row.streamed ? Duration.ofMillis(600) : Duration.ofMillis(60);
            default -> Duration.ZERO;
        };
    }

    /** A reset overtakes what was sent before it: the provider waits with it until its fortieth token was seen. */
    private static String read(InputStream in, Gate seen) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            text.write(buffer, 0, count);
            if (text.toString(UTF_8).contains("w39")) {
                seen.open();
            }
        }
        return text.toString(UTF_8);
    }

    private static ProxyRequest request(String path, String model, boolean streamed) {
        if (path.equals(GEMINI)) {
            String method = streamed ? ":streamGenerateContent?alt=sse" : ":generateContent";
            return post(path + model + method, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");
        }
        String prompt = path.equals("/v1/responses")
                ? "\"input\":\"hi\""
                : "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        return post(path, "{\"model\":\"" + model + "\",\"stream\":" + streamed + "," + prompt + "}");
    }

    private static ProxyRequest post(String path, String body) {
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

    /** Each attempt as {@code target status error}; the faulty provider goes by three names. */
    private static String detailed(JsonNode record) {
        return Providers.attempts(record).stream()
                .map(attempt -> attempt.replace("-claude", "").replace("/m", "").replaceFirst("^(gone|tls)", "bad"))
                .collect(Collectors.joining(", "));
    }

    private record Row(
            String fault,
            String path,
            FaultyAnswers answers,
            boolean streamed,
            int status,
            String text,
            String provider,
            String callId,
            String sent,
            long millis) {
        boolean isRelayed() {
            return path.equals(answers == FaultyAnswers.CHAT ? "/v1/chat/completions" : "/v1/messages");
        }

        @Override
        public String toString() {
            return fault + " of " + answers + " at " + path + (streamed ? ", streamed" : "") + " from " + provider;
        }
    }
}
