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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a provider that says nothing any more is told so, and for how long it was waited. */
class SilentStreamTest {
    @Test
    void theLastEventSaysThatTheProviderSentNothing(@TempDir Path directory) throws Exception {
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
            byte[] body = "{\"model\":\"p/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                    .getBytes(UTF_8);
            ProxyResponse answer = throughline
                    .handle(new ProxyRequest(
                            "POST",
                            URI.create("/v1/chat/completions"),
                            Headers.of("Content-Type", "application/json"),
                            Body.of(body),
                            Attributes.none()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(new String(answer.body().inputStream().readAllBytes(), UTF_8))
                    .contains("\"Hi\"")
                    .contains("data: {\"error\":{\"message\":\"The provider sent nothing for 0.2 s");
        }
    }
}
