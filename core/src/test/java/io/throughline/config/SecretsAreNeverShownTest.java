package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.access.CallerKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsAreNeverShownTest {
    private static final String SECRET = "sk-proj-4f1c9a7be22d0c5588aa";
    private static final String TELLING = SECRET.substring(8, 18);

    private static final String VALID = """
            keys:
              - {name: shop, key: %1$s, scopes: [llm]}
            providers:
              openai:
                api-key: %1$s
                models: [gpt-4o]
              groq: {api-keys: [{key: "%1$s", weight: 2}]}
            telemetry:
              redis: {uri: "redis://:%1$s@127.0.0.1"}
            """.formatted(SECRET);

    static Stream<String> misplaced() {
        return Stream.of(
                "providers: {openai: %s}",
                "providers: {openai: {api-key %s}}",
                "providers: {openai: {%s: }}",
                "providers: {openai: {%s}}",
                "providers: {openai: [%s]}",
                "providers: {%s: {}}",
                "providers: {openai: {api-key: \"%s \"}}",
                "providers: {openai: {api-key: *%s}}",
                "providers:\n  openai:\n    api-key: !%s",
                "providers:\n  openai:\n    api-key: !!%s x",
                "providers:\n  openai:\n    api-key: !a!%s x",
                "providers:\n  openai:\n    api-key: \"\\u%s",
                "providers:\n  openai:\n    api-key: @%s",
                "providers:\n  openai:\n    api-key: %%%s",
                "providers:\n  openai:\n    api-key: %s: x",
                "providers:\n  openai:\n    api-key: '%s",
                "providers:\n  openai:\n    api-key:%s",
                "providers: {openai: {api-key: ${%s}}}",
                "providers: {openai: {api-key: \"${%s\"}}",
                "providers: {openai: {api-key: \"%s${\"}}",
                "providers: {openai: {api-key: \"${file:%s}\"}}",
                "providers: {openai: {api-key: a, base-url: \"https://x:%s@host\"}}",
                "providers: {openai: {api-key: a, base-url: \"https://host?key=%s\"}}",
                "providers: {openai: {api-key: a, base-url: \"%s\"}}",
                "providers: {openai: {api-key: a, dialect: %s}}",
                "providers: {openai: {api-key: a, http-version: %s}}",
                "providers: {openai: {api-key: a, api-version: \"%s x\"}}",
                "providers: {openai: {api-keys: [%s]}}",
                "providers: {openai: {api-keys: [{key: %1$s}, {key: %1$s}]}}",
                "keys: [{name: a, key: %1$s}, {name: b, key: %1$s}]",
                "keys: [{name: a, key-sha256: %s}]",
                "keys: [%s]",
                "keys: %s",
                "server: {port: %s}",
                "server: {port: \"${OPENAI_API_KEY}\"}",
                "server: {max-request-bytes: %s}",
                "server: {host: \"${OPENAI_API_KEY}:1\"}",
                "telemetry: {redis: {uri: \"http://:%s@host\"}}",
                "telemetry: {redis: {uri: \"redis://:%s@ho st\"}}",
                "telemetry: {store: {retention: %s}}",
                "%s",
                "%s: 1");
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    void aKeyInTheWrongPlaceIsNotRepeated(String template) {
        List<String> problems = Configs.problems(template.formatted(SECRET), Map.of("OPENAI_API_KEY", SECRET));

        assertThat(problems).isNotEmpty().noneMatch(problem -> problem.contains(TELLING));
    }

    @Test
    void aDamagedFileDoesNotTellItsKeys() {
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder damaged = new StringBuilder(VALID);
            for (int cuts = 1 + random.nextInt(3); cuts > 0; cuts--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(
                        at, Math.min(damaged.length(), at + random.nextInt(4)), random.nextBoolean() ? "" : ":");
            }
            if (damaged.indexOf(SECRET) < 0) {
                continue;
            }
            List<String> problems = Configs.problems(damaged.toString());
            refused += problems.isEmpty() ? 0 : 1;
            assertThat(problems).as(damaged.toString()).noneMatch(problem -> problem.contains(TELLING));
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void theConfigurationDoesNotTellItsKeys() {
        ThroughlineConfig config = Configs.parse(VALID, Map.of("MISTRAL_API_KEY", SECRET));

        assertThat(config.providers().get("mistral").keys()).hasSize(1);
        assertThat(config.toString()).contains("openai").doesNotContain(TELLING);
        assertThat(config.keys()).extracting(CallerKey::toString).containsExactly("CallerKey[shop]");
    }

    @Test
    void aVariableThatCanNotBeUsedIsNotRepeated() {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(
                Map.of("OPENAI_API_KEY", SECRET + "\nx", "OLLAMA_BASE_URL", "http://u:" + SECRET + "@h"),
                Path.of("/does/not/exist"));

        assertThat(Configs.warnings(config)).hasSize(2).noneMatch(warning -> warning.contains(TELLING));
        assertThat(config.providers()).containsOnlyKeys("echo");
    }
}
