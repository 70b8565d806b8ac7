package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import io.throughline.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whatever of Throughline's own is broken, calls through the filter go on, and it is counted. */
class ChaosTest {
    private static final String ANSWER = "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[]}";
    private static final int CALLS = 20;

    /** {@code /dev/full} takes no byte; behind a sink that fails, a queue of one is full at once. */
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /dev/full")
    @Test
    void aSinkThatIsDownAndAFullQueue() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> Script.json(ANSWER));
                Throughline throughline = throughline(provider, "{queue: 1, jsonl: {path: /dev/full}}");
                Container tomcat = TomcatContainer.start(8, "", Map.of("/*", new ThroughlineFilter(throughline)))) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(answer(tomcat)).isEqualTo(ANSWER);
            }
            throughline.close(Duration.ofMillis(100));
            assertThat(throughline.sinks())
                    .singleElement()
                    .satisfies(sink -> assertThat(sink.dropped().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(CALLS));
        }
    }

    @Test
    void anAnswerThatCantBeRead() throws Exception {
        String torn = "{\"choices\":[{\"message\":{\"content\":\"\\ud800\",";
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> Script.json(torn));
                Throughline throughline = throughline(provider, "{}");
                Container tomcat = TomcatContainer.start(8, "", Map.of("/*", new ThroughlineFilter(throughline)))) {
            assertThat(answer(tomcat)).isEqualTo(torn);
        }
    }

    private static String answer(Container tomcat) throws Exception {
        try (WireClient client = WireClient.connect(tomcat.uri(""))) {
            client.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            assertThat(client.head().status()).isEqualTo(200);
            return new String(client.body(), StandardCharsets.UTF_8);
        }
    }

    private static Throughline throughline(ScriptedProvider provider, String telemetry) {
        return Throughline.create(
                ThroughlineConfig.parse("""
                extras: false
                trace: {signatures: off}
                providers: {local: {dialect: openai, base-url: "%s/v1", api-key: k, models: [m]}}
                telemetry: %s
                """.formatted(provider.uri(), telemetry), "test", Map.of(), Path.of("target")));
    }
}
