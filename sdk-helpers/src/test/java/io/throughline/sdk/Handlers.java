package io.throughline.sdk;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.util.Map;

/** Handlers in this JVM. */
final class Handlers {
    static final String PROVIDER_KEY = "key-of-the-provider";

    private Handlers() {}

    static Throughline echo() {
        return of("");
    }

    static Throughline of(String yaml) {
        return Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), Path.of("target")));
    }

    /** One whose OpenAI and whose Anthropic are {@code provider}. */
    static Throughline over(ScriptedProvider provider) {
        return of(providers(provider));
    }

    static String providers(ScriptedProvider provider) {
        return """
                extras: false
                trace: {signatures: off}
                providers:
                  openai: {api-key: %s, base-url: %s, models: [gpt-4o]}
                  anthropic: {api-key: %s, base-url: %s, models: [claude-sonnet-4-6]}
                """.formatted(PROVIDER_KEY, provider.uri("/v1"), PROVIDER_KEY, provider.uri());
    }
}
