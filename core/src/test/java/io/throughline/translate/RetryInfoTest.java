package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.wire.JsonText;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When to try again is told where each dialect's clients look for it: in a header field, and for Gemini's in the body, too. */
class RetryInfoTest {
    private static final String YAML = """
            retry: {max-attempts: 1}
            extras: false
            trace: {signatures: off}
            providers:
              anthropic: {dialect: anthropic, base-url: "https://two.example", api-key: k2}
            """;

    @TempDir
    private Path directory;

    @Test
    void aClientOfGeminisFindsItInTheBody() throws Exception {
        ProxyResponse answer = limited(AskingClient.GEMINI);
        JsonNode error =
                JsonText.parse(answer.body().inputStream().readAllBytes()).path("error");
        assertThat(error.path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.at("/details/0/retryDelay").asText()).isEqualTo("17s");
        assertThat(error.at("/details/0/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
    }

    @Test
    void othersFindItInTheHeader() throws Exception {
        ProxyResponse answer = limited(AskingClient.CHAT);
        assertThat(answer.headers().first("Retry-After")).contains("17");
        assertThat(new String(answer.body().inputStream().readAllBytes(), UTF_8))
                .doesNotContain("retryDelay");
    }

    private ProxyResponse limited(AskingClient client) throws Exception {
        ProxyResponse upstream = new ProxyResponse(
                429,
                Headers.of("Content-Type", "application/json").with("Retry-After", "17"),
                Body.of("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}"
                        .getBytes(UTF_8)));
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(
                            client.asks("anthropic/claude", false),
                            outbound -> CompletableFuture.completedStage(upstream))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(429);
            return answer;
        }
    }
}
