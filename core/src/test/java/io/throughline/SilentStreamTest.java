package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who waits for a provider that says nothing any more is told so, and for how long it was waited. */
class SilentStreamTest {
    private static final String YAML = """
            retry: {max-attempts: 1}
            providers:
              chatty: {dialect: openai-chat, base-url: "%1$s/v1"}
              respondent: {dialect: openai-responses, base-url: "%1$s/v1"}
              claudy: {dialect: anthropic, base-url: "%1$s"}
              away: {dialect: openai-chat, base-url: "http://127.0.0.1:1/v1"}
            aliases: {onward: {targets: [chatty/m, away/m], continue: true}}
            timeouts: {%2$s}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    @TempDir
    private Path directory;

    private final ScriptedProvider provider = ScriptedProvider.start();

    @AfterEach
    void close() {
        provider.close();
    }

    /** In the provider's own dialect, in others, and where another target was to go on with it. */
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, chatty/m",
        "/v1/chat/completions, onward",
        "/v1/messages, claudy/m",
        "/v1/messages, chatty/m",
        "/v1/messages, onward",
        "/v1/responses, respondent/m",
        "/v1/responses, chatty/m",
        "/v1/responses, onward",
        "/v1beta/models/chatty%2Fm:streamGenerateContent?alt=sse, chatty/m",
        "/v1beta/models/onward:streamGenerateContent?alt=sse, onward"
    })
    void theLastEventSaysThatTheProviderSentNothing(String path, String model) throws Exception {
        String answer = answer(path, model, "between-tokens: 200ms");

        assertThat(answer).contains("\"Hi\"").contains("\"The provider sent nothing for 0.2 s");
        assertThat(error().path("message").asText()).startsWith("The provider sent nothing for 0.2 s");
        assertThat(error().path("code").asText()).isEqualTo("stream_broken");
    }

    @Test
    void whoTookTooLongInAllWasNotSilent() throws Exception {
        String answer = answer("/v1/chat/completions", "chatty/m", "between-tokens: 10s, stream-total: 200ms");

        assertThat(answer).contains("\"Hi\"").contains("\"The provider's stream broke off\"");
        assertThat(error().path("message").asText()).isEqualTo("The provider's stream broke off");
    }

    private String answer(String path, String model, String timeouts) throws Exception {
        provider.answerEach(
                request -> Script.eventStream().event(hi(request.path())).stall());
        try (Throughline throughline = Throughline.create(
                ThroughlineConfig.parse(YAML.formatted(provider.uri(), timeouts), "t", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(new ProxyRequest(
                            "POST",
                            URI.create(path),
                            Headers.of("Content-Type", "application/json"),
                            Body.of(body(path, model).getBytes(UTF_8)),
                            Attributes.none()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            String told = new String(answer.body().inputStream().readAllBytes(), UTF_8);
            throughline.close(Duration.ofSeconds(5));
            return told;
        }
    }

    private static String hi(String path) {
        return switch (path) {
            case "/v1/responses" -> "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}";
            case "/v1/messages" ->
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}";
            default -> "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";
        };
    }

    private static String body(String path, String model) {
        if (path.startsWith("/v1beta")) {
            return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
        }
        String said = path.endsWith("responses")
                ? "\"input\":\"hi\""
                : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        return "{\"model\":\"" + model + "\",\"stream\":true," + said + "}";
    }

    private JsonNode error() throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(directory.resolve("records.jsonl")))
                .path("error");
    }
}
