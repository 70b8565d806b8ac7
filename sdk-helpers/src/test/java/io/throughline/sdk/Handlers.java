package io.throughline.sdk;

import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import io.throughline.record.CallRecord;
import io.throughline.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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

    /** The same, with every request to the provider seen. */
    static Throughline over(ScriptedProvider provider, Consumer<ProxyRequest> seen) {
        ThroughlineConfig config =
                ThroughlineConfig.parse(providers(provider), "test.yaml", Map.of(), Path.of("target"));
        return Throughline.create(config, Meters.none(), carrier -> request -> {
            seen.accept(request);
            return carrier.send(request);
        });
    }

    /** The same, with every call seen that is over. */
    static Throughline counting(ScriptedProvider provider, Consumer<CallRecord> ended) {
        ThroughlineConfig config =
                ThroughlineConfig.parse(providers(provider), "test.yaml", Map.of(), Path.of("target"));
        return Throughline.create(config, new Counted(Meters.none(), ended));
    }

    /** Shows the calls to somebody. */
    private record Counted(Meters meters, Consumer<CallRecord> ended) implements Meters {
        @Override
        public void ended(CallRecord call) {
            ended.accept(call);
        }

        @Override
        public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {
            meters.gauge(name, help, labels, value);
        }

        @Override
        public void counter(String name, String help, String sink, String reason, LongSupplier value) {
            meters.counter(name, help, sink, reason, value);
        }

        @Override
        public Optional<String> prometheus() {
            return meters.prometheus();
        }
    }

    static String providers(ScriptedProvider provider) {
        return """
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  openai: {api-key: %s, base-url: %s, models: [gpt-4o]}
                  anthropic: {api-key: %s, base-url: %s, models: [claude-sonnet-4-6]}
                """.formatted(PROVIDER_KEY, provider.uri("/v1"), PROVIDER_KEY, provider.uri());
    }
}
