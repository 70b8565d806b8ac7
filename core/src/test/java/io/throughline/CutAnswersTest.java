package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.RecordedReading;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever the network cuts a provider's stream, the client gets the same bytes and the record holds the same answer. */
class CutAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PATHS = Map.of(
            "openai-chat", "/v1/chat/completions",
            "openai-responses", "/v1/responses",
            "anthropic-messages", "/v1/messages");
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            retry: {max-attempts: 1}
            providers:
              chatty: {dialect: openai, base-url: "https://chatty.example/v1", api-key: key-one}
              claudy: {dialect: anthropic, base-url: "https://claudy.example", api-key: key-two}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    /** Small ones, so that there can be a call for each of their bytes, and as different as there are. */
    private static final List<String> CASES = List.of(
            "mistral/chat.completions/oin-test-synchronous-streaming-chat-completions-with-tool-ca-4366c-expected-spans-false.stream",
            "cerebras/chat.completions/req-qwen-3-coder-480b-object-streaming.stream",
            "openrouter/chat.completions/rig-streaming-logprobs-matrix-streaming-gpt-4-1-mini-stop-top-two.stream",
            "groq/chat.completions/rig-agent-tool-sessions-parallel-tool-calls-single-turn-streaming-0.stream",
            "xai/chat.completions/req-grok-2-vision-streaming.stream",
            "llamacpp/chat.completions/rig-content-matrix-unicode-across-chunks.stream",
            "anthropic/messages/ver-anthropic-message-delta-input-tokens.stream",
            "anthropic/messages/rub-citations-with-anthropic-claude-haiku-4-5-streams-citations.stream",
            "anthropic/messages/rig-messages-thinking-redacted-thinking-streaming.stream",
            "anthropic/messages/ver-spliced-message-start.stream",
            "openai/responses/ver-openai-error-1.stream",
            "openai/responses/ver-openai-custom-tool-1.stream",
            "openai/responses/rig-streaming-grammar-incomplete-max-output-tokens.stream");

    @TempDir
    private Path directory;

    static List<RecordedCase> cases() {
        return CASES.stream().flatMap(id -> RecordedCase.named(id).stream()).toList();
    }

    @Test
    void allOfThemAreThere() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        assertThat(cases()).extracting(RecordedCase::id).containsExactlyElementsOf(CASES);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void aCutAtAnyByteChangesNothing(RecordedCase recorded) throws Exception {
        byte[] body = recorded.response();
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            for (int cut = 0; cut < body.length; cut++) {
                assertThat(received(throughline, recorded, Pieces.cut(body, cut)))
                        .as("cut at %d", cut)
                        .isEqualTo(body);
            }
            throughline.close(Duration.ofSeconds(20));
        }

        List<String> records = Files.readAllLines(directory.resolve("records.jsonl"));
        assertThat(records).hasSize(body.length);
        JsonNode whole = JSON.readTree(records.get(0));
        assertThat(RecordedReading.differences(whole, recorded)).isEmpty();
        for (int cut = 0; cut < body.length; cut++) {
            assertThat(answer(JSON.readTree(records.get(cut))))
                    .as("cut at %d", cut)
                    .isEqualTo(answer(whole));
        }
    }

    private static byte[] received(Throughline throughline, RecordedCase recorded, Body body) throws Exception {
        Headers.Builder headers = Headers.builder();
        recorded.headers().forEach(headers::add);
        ProxyResponse upstream = new ProxyResponse(recorded.status(), headers.build(), body);
        ProxyResponse answer = throughline
                .handle(request(recorded), outbound -> CompletableFuture.completedStage(upstream))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        return answer.body().inputStream().readAllBytes();
    }

    private static ProxyRequest request(RecordedCase recorded) {
        String provider = recorded.dialect().startsWith("openai") ? "chatty" : "claudy";
        String body = "{\"model\":\"" + provider + "/m\",\"stream\":true}";
        return new ProxyRequest(
                "POST",
                URI.create(PATHS.get(recorded.dialect())),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
    }

    /** Returns what a record says of the answer: all but who, when and which call. */
    private static List<JsonNode> answer(JsonNode call) {
        return List.of(
                call.path("outcome"),
                call.path("error"),
                call.path("response"),
                call.path("usage"),
                call.path("bytes"));
    }
}
