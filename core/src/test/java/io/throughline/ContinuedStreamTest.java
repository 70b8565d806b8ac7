package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Dialects;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import io.throughline.wire.SseReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A text whose stream breaks is gone on with by the next target, and its reader sees one answer. */
class ContinuedStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL =
            IntStream.range(0, 60).mapToObj(i -> "w" + i + " ").collect(Collectors.joining());
    private static final int FORTY =
            IntStream.range(0, 40).map(i -> ("w" + i + " ").length()).sum();
    private static final Map<String, String> DIALECTS = Map.of(
            "/v1/chat/completions", "openai-chat",
            "/v1/messages", "anthropic-messages",
            "/v1/responses", "openai-responses",
            "/v1beta/models/", "gemini-generate-content");

    @TempDir
    private Path directory;

    private final ScriptedProvider bad = ScriptedProvider.start();
    private final ScriptedProvider good = ScriptedProvider.start();
    private Throughline throughline;

    @BeforeEach
    void assemble() {
        String yaml = """
                trace: {signatures: off}
                providers:
                  bad: {dialect: openai-chat, base-url: "%1$s/v1"}
                  good: {dialect: openai-chat, base-url: "%2$s/v1"}
                  bad-claude: {dialect: anthropic, base-url: "%1$s"}
                  good-claude: {dialect: anthropic, base-url: "%2$s"}
                  bad-rock: {dialect: bedrock, base-url: "%1$s", api-key: k}
                  good-rock: {dialect: bedrock, base-url: "%2$s", api-key: k}
                prices:
                  models:
                    bad/m: {input: 1, output: 10}
                    good/m: {input: 100, output: 1000}
                aliases:
                  chat-chat: {targets: [bad/m, good/m], continue: true}
                  chat-claude: {targets: [bad/m, good-claude/claude-sonnet-4-5], continue: true}
                  claude-chat: {targets: [bad-claude/m, good/m], continue: true}
                  claude-claude: {targets: [bad-claude/m, good-claude/claude-opus-4-6], continue: true}
                  chat-rock: {targets: [bad/m, good-rock/anthropic.claude-sonnet-4-5-v1], continue: true}
                  claude-rock: {targets: [bad-claude/m, good-rock/anthropic.claude-opus-4-6-v1], continue: true}
                  rock-chat: {targets: [bad-rock/anthropic.claude-sonnet-4-5-v1, good/m], continue: true}
                  rock-rock: {targets: [bad-rock/anthropic.claude-sonnet-4-5-v1, good-rock/amazon.nova-lite-v1], continue: true}
                  never: {targets: [bad/m, good/m]}
                timeouts: {first-token: 2s, between-tokens: 300ms}
                telemetry: {jsonl: {path: records.jsonl}}
                """.formatted(bad.uri(), good.uri());
        throughline = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory));
        good.answerEach(request -> dialect(request).rest());
    }

    @AfterEach
    void close() {
        throughline.close();
        bad.close();
        good.close();
    }

    static Stream<Arguments> breaks() {
        return Stream.of("cut", "stall", "error", "end", "malformed")
                .flatMap(how -> Stream.of(
                                "chat-chat",
                                "chat-claude",
                                "claude-chat",
                                "claude-claude",
                                "chat-rock",
                                "claude-rock",
                                "rock-chat",
                                "rock-rock")
                        .flatMap(alias -> Stream.of(
                                        "/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1beta/models/")
                                .map(path -> Arguments.of(how, alias, path))));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void theReaderSeesOneAnswer(String how, String alias, String path) throws Exception {
        Gate seen = new Gate();
        bad.answer(first(alias, path).broken(how, seen));
        String stream = call(path, alias, "", seen);
        Answer answer = read(stream, path);
        assertThat(answer.error()).as(stream).isEmpty();
        assertThat(text(answer)).isEqualTo(ALL);
        assertThat(answer.choices().get(0).finishReason()).isPresent();
        assertGrammar(stream, path);
        JsonNode record = record();
        assertThat(record.path("outcome").asText()).isEqualTo("completed");
        String target = record.path("attempts").path(1).path("target").asText();
        assertThat(record.path("continued").toString())
                .isEqualTo("[{\"at\":" + FORTY + ",\"target\":\"" + target + "\"}]");
        assertThat(record.path("attempts")).hasSize(2);
        assertThat(record.path("attempts").path(0).path("error_class").asText()).isEqualTo("stream_broken");
        assertThat(record.path("attempts").path(0).path("usage").path("output").asLong())
                .isGreaterThan(20);
        assertThat(record.path("response").path("choices").path(0).path("blocks"))
                .hasSize(1);
        assertThat(record.path("response")
                        .path("choices")
                        .path(0)
                        .path("blocks")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo(ALL);
    }

    @Test
    void whoTakesItIsGivenTheTextAndWhoDoesNotIsToldToGoOn() throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("end", new Gate()));
        call("/v1/chat/completions", "chat-claude", ",\"max_tokens\":100", new Gate());
        JsonNode prefilled = sent();
        assertThat(prefilled.path("messages")).hasSize(2);
        assertThat(prefilled.path("messages").path(1).path("role").asText()).isEqualTo("assistant");
        assertThat(prefilled.path("messages").path(1).toString())
                .contains("w39\"")
                .doesNotContain("w39 \"");
        assertThat(prefilled.path("max_tokens").asInt()).isEqualTo(100 - FORTY / 4);
        bad.answer(FaultyAnswers.CHAT.broken("end", new Gate()));
        call("/v1/chat/completions", "chat-chat", "", new Gate());
        JsonNode told = sent();
        assertThat(told.path("messages")).hasSize(3);
        assertThat(told.path("messages").path(2).path("content").toString()).contains("exactly where it stopped");
    }

    /** Bedrock's form of Messages takes a client's own words alone; Converse takes what is written here. */
    @Test
    void bedrockIsAskedToGoOnByConverse() throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("end", new Gate()));
        call("/v1/messages", "chat-rock", "", new Gate());
        assertThat(good.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.path()).endsWith("/model/anthropic.claude-sonnet-4-5-v1/converse-stream"));
        JsonNode prefilled = sent();
        assertThat(prefilled.path("messages")).hasSize(2);
        assertThat(prefilled.path("messages").path(1).path("role").asText()).isEqualTo("assistant");
        assertThat(prefilled.at("/messages/1/content/0/text").asText()).endsWith("w39");
        bad.answer(FaultyAnswers.MESSAGES.broken("end", new Gate()));
        call("/v1/messages", "claude-rock", "", new Gate());
        JsonNode told = sent();
        assertThat(told.path("messages"))
                .as("later models take no last turn of theirs")
                .hasSize(3);
        assertThat(told.at("/messages/2/content/0/text").asText()).contains("exactly where it stopped");
    }

    @Test
    void bothPartsArePaidFor() throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("end", new Gate()));
        String stream = call("/v1/chat/completions", "chat-chat", "", new Gate());
        JsonNode record = record();
        JsonNode first = record.path("attempts").path(0);
        long question = record.path("bytes").path("request").asLong();
        // nobody told tokens: of the 150 letters that were said the first is paid for, of the other 80 the second,
        // which read the 150 too
        assertThat(FORTY).isEqualTo(150);
        assertThat(first.path("usage").path("output").asLong()).isEqualTo(38);
        long tokens = first.path("usage").path("input").asLong();
        assertThat(tokens).isBetween(question / 4, question / 4 + 1);
        BigDecimal paid = micros(tokens * 1 + 38 * 10);
        assertThat(first.path("cost").path("estimated").asBoolean()).isTrue();
        assertThat(first.path("cost").path("total").decimalValue()).isEqualByComparingTo(paid);
        BigDecimal second = micros((question + 150 + 3) / 4 * 100 + 20 * 1_000);
        assertThat(record.path("cost").path("total").decimalValue()).isEqualByComparingTo(paid.add(second));
        assertThat(record.path("cost").path("estimated").asBoolean()).isTrue();
        assertThat(stream).contains("\"continued\":[{\"at\":" + FORTY + ",\"target\":\"good/m\"}]");
    }

    @ParameterizedTest
    @MethodSource("never")
    void whatIsNoPlainTextBreaksAsEver(String alias, String field) throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("error", new Gate()));
        String stream = call("/v1/chat/completions", alias, field, new Gate());
        assertThat(stream).contains("w39").contains("overloaded").doesNotContain("w40");
        JsonNode record = record();
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.has("continued")).isFalse();
        assertThat(good.requests()).isEmpty();
    }

    static Stream<Arguments> never() {
        return Stream.of(
                Arguments.of("never", ""),
                Arguments.of("chat-chat", ",\"response_format\":{\"type\":\"json_object\"}"),
                Arguments.of("chat-chat", ",\"n\":2"),
                Arguments.of("chat-chat", ",\"logprobs\":true"));
    }

    @Test
    void aToolCallThatBreaksIsNotGoneOnWith() throws Exception {
        bad.answer(Script.eventStream()
                .event("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"I look\"}}]}")
                .event(
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]}}]}"));
        String stream = call("/v1/chat/completions", "chat-chat", "", new Gate());
        assertThat(stream).contains("error");
        assertThat(good.requests()).isEmpty();
        assertThat(record().path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void whenNobodyCanGoOnTheStreamBreaksInItsDialectAndIsPaidForOnce() throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("error", new Gate()));
        good.answerEach(request -> Script.status(400).sized("{\"error\":{\"message\":\"no\"}}"));
        String stream = call("/v1/messages", "chat-chat", "", new Gate());
        assertThat(stream).contains("event: error").contains("overloaded");
        JsonNode record = record();
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.path("provider").asText()).isEqualTo("bad");
        assertThat(Providers.attempts(record)).containsExactly("bad/m 200 stream_broken", "good/m 400 status");
        assertThat(record.path("attempts").path(0).has("usage")).isFalse();
        assertThat(record.path("cost").path("total").decimalValue()).isPositive();
    }

    @Test
    void whoLeavesWhileAnotherIsAskedEndsThat() throws Exception {
        bad.answer(FaultyAnswers.CHAT.broken("end", new Gate()));
        good.answerEach(request -> Script.neverAnswer());
        Cancellation leave = new Cancellation();
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of(
                        "{\"model\":\"chat-chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                                .getBytes(UTF_8)),
                Attributes.none().with(Cancellation.KEY, leave));
        ProxyResponse response =
                throughline.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
        try (InputStream in = response.body().inputStream()) {
            String so = new String(in.readNBytes(1), UTF_8);
            while (!so.contains("w39")) {
                so += new String(in.readNBytes(1), UTF_8);
            }
            var asked = CompletableFuture.runAsync(() -> {
                try {
                    in.readAllBytes();
                } catch (IOException e) {
                    // it ends in one way or the other
                }
            });
            var exchange = good.awaitExchange(Duration.ofSeconds(10));
            leave.cancel();
            assertThat(exchange.awaitDisconnect(Duration.ofSeconds(1))).isTrue();
            asked.get(10, TimeUnit.SECONDS);
        }
        assertThat(record().path("outcome").asText()).isNotEqualTo("completed");
    }

    private static BigDecimal micros(long usd) {
        return BigDecimal.valueOf(usd).movePointLeft(6);
    }

    /** Bedrock is asked for Claude in its own form of Messages by clients of Messages, and by Converse for the others. */
    private static FaultyAnswers first(String alias, String path) {
        if (alias.startsWith("rock")) {
            return path.endsWith("/messages") ? FaultyAnswers.INVOKE : FaultyAnswers.CONVERSE;
        }
        return alias.startsWith("claude") ? FaultyAnswers.MESSAGES : FaultyAnswers.CHAT;
    }

    private static FaultyAnswers dialect(ReceivedRequest request) {
        if (request.path().endsWith("/converse-stream")) {
            return FaultyAnswers.CONVERSE;
        }
        return request.path().endsWith("/messages") ? FaultyAnswers.MESSAGES : FaultyAnswers.CHAT;
    }

    private String call(String path, String alias, String fields, Gate seen) throws Exception {
        String body = switch (path) {
            case "/v1/responses" -> "{\"model\":\"" + alias + "\",\"stream\":true,\"input\":\"hi\"}";
            case "/v1beta/models/" -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
            default ->
                "{\"model\":\"" + alias + "\",\"stream\":true" + fields
                        + (path.endsWith("messages") ? ",\"max_tokens\":100" : "")
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        };
        String target = path.equals("/v1beta/models/") ? path + alias + ":streamGenerateContent?alt=sse" : path;
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create(target),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
        ProxyResponse response =
                throughline.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(response.status()).isEqualTo(200);
        return seen(response.body().inputStream(), seen);
    }

    private static String seen(InputStream in, Gate seen) throws IOException {
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

    private static Answer read(String stream, String path) {
        StreamReader reader = AssembledStream.of(
                sink -> Dialects.named(DIALECTS.get(path)).orElseThrow().streamDecoder(UsageConvention.STANDARD, sink));
        SseReader events = new SseReader(1 << 20, reader::event);
        events.feed(ByteBuffer.wrap(stream.getBytes(UTF_8)));
        events.finish();
        return reader.answer();
    }

    private static String text(Answer answer) {
        return answer.choices().get(0).blocks().stream()
                .map(block -> block instanceof Block.Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    /** One beginning, one end, one id. */
    private static void assertGrammar(String stream, String path) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.split("\n")) {
            if (line.startsWith("data: {")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        switch (path) {
            case "/v1/messages" -> {
                assertThat(types(events, "message_start")).isEqualTo(1);
                assertThat(types(events, "content_block_start")).isEqualTo(1);
                assertThat(types(events, "content_block_stop")).isEqualTo(1);
                assertThat(types(events, "message_stop")).isEqualTo(1);
            }
            case "/v1/responses" -> {
                assertThat(types(events, "response.created")).isEqualTo(1);
                assertThat(types(events, "response.output_item.added")).isEqualTo(1);
                assertThat(types(events, "response.completed")).isEqualTo(1);
                for (int i = 0; i < events.size(); i++) {
                    assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
                }
            }
            case "/v1/chat/completions" -> {
                assertThat(events.stream().map(it -> it.path("id").asText()).distinct())
                        .hasSize(1);
                assertThat(events.stream()
                                .filter(it ->
                                        it.path("choices").path(0).path("delta").has("role")))
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(stream).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
            }
            default -> assertThat(stream).contains("\"finishReason\"");
        }
    }

    private static long types(List<JsonNode> events, String type) {
        return events.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .count();
    }

    private JsonNode sent() throws IOException {
        return JSON.readTree(good.requests().get(good.requests().size() - 1).text());
    }

    private JsonNode record() throws IOException {
        throughline.close(Duration.ofSeconds(5));
        return JSON.readTree(
                Files.readAllLines(directory.resolve("records.jsonl")).get(0));
    }
}
