package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is read: a configuration or a {@link ConfigException}, and soon. */
@Timeout(60)
class ConfigFuzzTest {
    private static final String VALID = """
            server: {host: 127.0.0.1, port: 8080, max-request-bytes: 32MiB, max-concurrent: 20000, request-idle: 30s}
            keys:
              - {name: shop, key: "${KEY:abcdefghijklmnop}", tenant: acme, scopes: [llm, events], models: ["openai/*"]}
            providers:
              openai: {api-keys: [{key: "a", weight: 2}, {key: b}], http-version: 1.1, forward-headers: [x-a]}
              azure: {base-url: "https://x.openai.azure.com", api-key: k, api-version: preview}
              local: &local {dialect: openai, base-url: 'http://127.0.0.1:9000/v1', models: [llama-3]}
              second: *local
            telemetry:
              content: full
              store: {path: ./data, retention: 90d}
              redis: {uri: redis://127.0.0.1:6379, stream: s}
              jsonl: {path: "x.jsonl", max-bytes: 1GB}
              log: true
            """;
    private static final String ALPHABET = ":{}[],&*!|>'\"%@`#?-\n\t $\\~<=0aé\u0000\uD83D\uDE00\uFEFF\u2028";

    @TempDir
    static Path home;

    @BeforeAll
    static void writeSecrets() throws Exception {
        Path directory = Files.createDirectory(home.resolve(".throughline"));
        Path file = Files.writeString(
                directory.resolve("secrets.json"),
                "{\"openai\": \"a\", \"azure\": \"b\", \"groq\": \"c\", \"vllm\": \"d\", \"ollama\": \"e\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void providersWithAndWithoutTheirParts() {
        Random random = new Random(9);
        List<String> names = List.of("openai", "azure", "vllm", "ollama", "echo", "anthropic", "bedrock", "own");
        List<String> parts = List.of(
                "dialect: openai",
                "dialect: anthropic",
                "dialect: echo",
                "dialect: other",
                "base-url: https://api.openai.com/v1",
                "base-url: http://elsewhere",
                "base-url: none",
                "api-key: k",
                "api-key: ",
                "api-keys: [{key: a}]",
                "api-keys: [a]",
                "api-version: 2024-10-21",
                "models: [a]",
                "http-version: 2");
        for (int i = 0; i < 20_000; i++) {
            String entry = random.ints(random.nextInt(4), 0, parts.size())
                    .distinct()
                    .mapToObj(parts::get)
                    .collect(Collectors.joining(", "));
            isRefused("providers: {" + names.get(random.nextInt(names.size())) + ": {" + entry + "}}");
        }
    }

    @Test
    void mutationsOfAValidFile() {
        assertThat(Configs.problems(VALID)).isEmpty();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            refused += isRefused(mutated(random)) ? 1 : 0;
        }
        assertThat(refused).isBetween(5_000, 19_900);
    }

    @Test
    void randomText() {
        Random random = new Random(8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            isRefused(new String(bytes, StandardCharsets.ISO_8859_1));
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            isRefused(text.toString());
        }
    }

    @Test
    void bombs() {
        assertRefused("a: " + "[".repeat(100_000), "is nested deeper than 50 levels");
        assertRefused("{a: ".repeat(100_000), "is nested deeper than 50 levels");
        assertRefused("- ".repeat(100_000), "is nested deeper than 50 levels");
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 100; i++) {
            laughs.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]%n".formatted(i, i - 1));
        }
        assertRefused(laughs.toString(), "holds more than 50 aliases");
        assertRefused("#".repeat((1 << 20) + 1), "is longer than 1 MiB");
        assertRefused("keys: &k [*k]", "keys[0]: expected a mapping, found a list");
        assertRefused("providers: &p {dialect: openai, b: *p}", "providers.b.b: unknown key");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> Configs.parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static boolean isRefused(String yaml) {
        try {
            ThroughlineConfig.parse(yaml, "fuzz", Map.of("HOME", home.toString()), Path.of("/etc/throughline"));
            return false;
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
            return true;
        }
    }

    private static String mutated(Random random) {
        StringBuilder yaml = new StringBuilder(VALID);
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(yaml.length());
            int end = Math.min(yaml.length(), at + random.nextInt(random.nextInt(10) == 0 ? 60 : 4));
            switch (random.nextInt(3)) {
                case 0 -> yaml.delete(at, end);
                case 1 -> yaml.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                default -> yaml.insert(random.nextInt(yaml.length()), yaml.substring(at, end));
            }
        }
        return yaml.toString();
    }
}
