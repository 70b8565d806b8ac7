package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hedged streams over sockets: headers alone win nothing, and the provider that lost is hung up on. */
class HedgedStreamTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final ScriptedProvider slow = ScriptedProvider.start();
    private final ScriptedProvider quick = ScriptedProvider.start();
    private Throughline throughline;

    @BeforeEach
    void assemble() {
        String yaml = """
                providers:
                  slow: {dialect: openai-chat, base-url: "%s/v1"}
                  quick: {dialect: anthropic, base-url: "%s"}
                aliases: {smart: {targets: [slow/m, quick/m], hedge: {after: 50ms}}}
                telemetry: {jsonl: {path: records.jsonl}}
                """.formatted(slow.uri(), quick.uri());
        throughline = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory));
    }

    @AfterEach
    void close() {
        throughline.close();
        slow.close();
        quick.close();
    }

    @Test
    void theFirstPieceOfContentWins() throws Exception {
        slow.answer(Script.eventStream()
                .event(
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}")
                .stall());
        quick.answer(FaultyAnswers.MESSAGES.stream());
        ProxyResponse answer = call(new Cancellation()).get(10, TimeUnit.SECONDS);
        String text = new String(answer.body().inputStream().readAllBytes(), UTF_8);
        assertThat(text).contains("w0 ").contains("w59").endsWith("data: [DONE]\n\n");
        assertThat(answer.headers().first("X-Throughline-Provider")).contains("quick");
        assertThat(slow.awaitExchange(PATIENCE).awaitDisconnect(SOON)).isTrue();
        JsonNode record = record();
        assertThat(Providers.attempts(record)).containsExactly("slow/m 200 hedge_lost", "quick/m 200 ok");
        assertThat(record.path("outcome").asText()).isEqualTo("completed");
        assertThat(record.path("outbound_dialect").asText()).isEqualTo("anthropic-messages");
    }

    @Test
    void whoLeavesEndsBoth() throws Exception {
        slow.answer(Script.neverAnswer());
        quick.answer(Script.neverAnswer());
        Cancellation leave = new Cancellation();
        call(leave);
        ScriptedExchange first = slow.awaitExchange(PATIENCE);
        ScriptedExchange second = quick.awaitExchange(PATIENCE);
        leave.cancel();
        assertThat(first.awaitDisconnect(SOON)).isTrue();
        assertThat(second.awaitDisconnect(SOON)).isTrue();
        assertThat(record().path("outcome").asText()).isEqualTo("client_left");
        assertThat(slow.requests()).hasSize(1);
        assertThat(quick.requests()).hasSize(1);
    }

    private CompletableFuture<ProxyResponse> call(Cancellation leave) {
        String body = "{\"model\":\"smart\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none().with(Cancellation.KEY, leave));
        return throughline.handle(request).toCompletableFuture();
    }

    private JsonNode record() throws Exception {
        throughline.close(Duration.ofSeconds(5));
        return new ObjectMapper()
                .readTree(Files.readAllLines(directory.resolve("records.jsonl")).get(0));
    }
}
