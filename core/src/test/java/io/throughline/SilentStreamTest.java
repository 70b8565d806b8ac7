package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a provider that says nothing any more is told so, and for how long it was waited. */
class SilentStreamTest {
    /** In the provider's own dialect, and in another. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses"})
    void theLastEventSaysThatTheProviderSentNothing(String path, @TempDir Path directory) throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                Throughline throughline = Throughline.create(
                        ThroughlineConfig.parse("""
                        retry: {max-attempts: 1}
                        providers: {p: {dialect: openai, base-url: "%s"}}
                        timeouts: {between-tokens: 200ms}
                        """.formatted(provider.uri("/v1")), "t", Map.of(), directory))) {
            provider.answer(Script.eventStream()
                    .event("{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}")
                    .stall());
            String said = path.endsWith("responses")
                    ? "\"input\":\"hi\""
                    : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
            byte[] body = ("{\"model\":\"p/m\",\"stream\":true," + said + "}").getBytes(UTF_8);
            ProxyResponse answer = throughline
                    .handle(new ProxyRequest(
                            "POST",
                            URI.create(path),
                            Headers.of("Content-Type", "application/json"),
                            Body.of(body),
                            Attributes.none()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(new String(answer.body().inputStream().readAllBytes(), UTF_8))
                    .contains("\"Hi\"")
                    .contains("\"message\":\"The provider sent nothing for 0.2 s");
        }
    }
}
