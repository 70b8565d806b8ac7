package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Secret;
import io.throughline.access.CallerKey;
import io.throughline.config.ThroughlineConfig.Content;
import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Provider;
import io.throughline.sink.SinkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoadingTest {
    /** The contract's example without what this version refuses: bedrock. */
    private static final String CONTRACT = """
            server:    {host: 127.0.0.1, port: 8080, max-request-bytes: 32MiB, max-concurrent: 20000}
            extras: true
            keys:
              - {name: shop, key: "${SHOP_KEY}", tenant: acme, environment: production, scopes: [llm, events], models: ["openai/*", smart], budget: {usd: 50, per: day}, rate: {requests: 600, tokens: 200000, per: minute}}
            providers:
              openai:    {api-key: "${OPENAI_API_KEY}"}
              anthropic: {api-key: "${ANTHROPIC_API_KEY}"}
              azure:     {base-url: https://x.openai.azure.com, api-key: "${AZURE_KEY}", api-version: 2024-10-21}
              local:     {dialect: openai, base-url: http://127.0.0.1:9000/v1, models: [llama-3]}
            aliases:
              smart: {strategy: fallback, targets: [openai/gpt-4o, anthropic/claude-sonnet-4-6]}
            trace:     {signatures: auto, tool-stamp: false, secret: "${THROUGHLINE_SIGNING_SECRET}"}
            telemetry:
              content: full
              store: {path: ./throughline-data, retention: 90d}
              redis: {uri: redis://127.0.0.1:6379, stream: throughline:events}
              otlp:  {endpoint: http://127.0.0.1:4318}
            """;

    private static final Map<String, String> ENV = Map.of(
            "SHOP_KEY", "shop-key-0123456789",
            "OPENAI_API_KEY", "sk-openai",
            "ANTHROPIC_API_KEY", "sk-ant",
            "AZURE_KEY", "azure-key",
            "THROUGHLINE_SIGNING_SECRET", "signing-secret-0123456789");

    @Test
    void theContractsExampleIsRead() {
        ThroughlineConfig config = Configs.parse(CONTRACT, ENV);

        assertThat(config.server())
                .isEqualTo(new ThroughlineConfig.Server("127.0.0.1", 8080, 32 << 20, 20_000, Duration.ofSeconds(30)));
        assertThat(config.providers()).containsOnlyKeys("openai", "anthropic", "azure", "local", "echo");
        assertThat(config.providers().keySet()).startsWith("openai", "anthropic", "azure", "local");
        assertThat(config.providers().get("openai"))
                .isEqualTo(new Provider(
                        "openai",
                        Provider.Family.OPENAI,
                        Provider.Family.OPENAI.dialects(),
                        URI.create("https://api.openai.com/v1"),
                        Provider.Auth.BEARER,
                        List.of(new Provider.Key(Secret.of("sk-openai"), 1)),
                        List.of(),
                        Map.of(),
                        Set.of(),
                        UsageConvention.STANDARD,
                        Provider.Protocol.HTTP_1_1,
                        Optional.empty()));
        assertThat(config.providers().get("anthropic").auth()).isEqualTo(Provider.Auth.X_API_KEY);
        assertThat(config.providers().get("azure").baseUri())
                .isEqualTo(URI.create("https://x.openai.azure.com/openai/v1"));
        assertThat(config.providers().get("azure").auth()).isEqualTo(Provider.Auth.API_KEY);
        assertThat(config.providers().get("local").auth()).isEqualTo(Provider.Auth.NONE);
        assertThat(config.providers().get("local").models()).containsExactly("llama-3");
        assertThat(config.telemetry())
                .isEqualTo(new ThroughlineConfig.Telemetry(
                        Content.FULL,
                        10_000,
                        List.of(
                                new SinkSettings.Store(
                                        Path.of("/etc/throughline/throughline-data"), Duration.ofDays(90)),
                                new SinkSettings.Redis(
                                        Secret.of("redis://127.0.0.1:6379"), "throughline:events", 100_000))));
    }

    @Test
    void theCallersKeyIsKeptAsAHash() {
        CallerKey key = Configs.parse(CONTRACT, ENV).keys().get(0);

        assertThat(key.name()).isEqualTo("shop");
        assertThat(key.sha256()).isEqualTo(Secret.of("shop-key-0123456789").sha256());
        assertThat(key.tenant()).isEqualTo("acme");
        assertThat(key.environment()).isEqualTo("production");
        assertThat(key.scopes()).containsExactlyInAnyOrder("llm", "events");
        assertThat(key.models()).containsExactly("openai/*", "smart");
    }

    @Test
    void whatThisVersionDoesNotUseIsSaid() {
        assertThat(Configs.warnings(Configs.parse(CONTRACT, ENV)))
                .containsExactly(
                        "throughline.yaml:8: providers.azure.api-version: not sent: Azure's v1 endpoint takes no dated versions",
                        "throughline.yaml:17: telemetry.otlp: not used by this version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", "# nothing\n", "---\n", "{}", "\uFEFF{}", "server:\nkeys:\nproviders:\ntelemetry:\n"
            })
    void anEmptyFileMeansTheDefaults(String yaml) {
        ThroughlineConfig config = Configs.parse(yaml);

        assertThat(config.server())
                .isEqualTo(new ThroughlineConfig.Server("127.0.0.1", 8080, 32 << 20, 20_000, Duration.ofSeconds(30)));
        assertThat(config.keys()).isEmpty();
        assertThat(config.providers()).containsOnlyKeys("echo");
        assertThat(config.telemetry()).isEqualTo(new ThroughlineConfig.Telemetry(Content.FULL, 10_000, List.of()));
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void storeCanBeDoneWithout() {
        assertThat(Configs.parse("telemetry: {store: false}").telemetry())
                .isEqualTo(new ThroughlineConfig.Telemetry(Content.FULL, 10_000, List.of(), false));
        assertThat(Configs.parse("telemetry: {store: true}").telemetry())
                .isEqualTo(Configs.parse("telemetry: {store: {}}").telemetry());
        assertThat(Configs.problems("telemetry: {store: maybe}"))
                .singleElement()
                .asString()
                .contains(":1: telemetry.store: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}"})
    void usualPlaceOfAStoreIsLookedAt(String store, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("throughline-data"), "a file of somebody's");

        assertThatThrownBy(() ->
                        ThroughlineConfig.parse("telemetry: {store: " + store + "}", "t.yaml", Map.of(), directory))
                .hasMessageContaining("t.yaml:1: telemetry.store: expected a directory, found a file");
    }

    @Test
    void aKeyWithoutMoreHasTheDefaults() {
        CallerKey key = Configs.parse("keys: [{name: a, key-sha256: " + "0A".repeat(32) + "}]")
                .keys()
                .get(0);

        assertThat(key.sha256()).hasSize(32).containsOnly(10);
        assertThat(key.tenant()).isEqualTo("default");
        assertThat(key.environment()).isEqualTo("default");
        assertThat(key.scopes()).containsExactlyInAnyOrder("llm", "events", "traces:read");
        assertThat(key.models()).isEmpty();
    }

    @Test
    void aPoolOfKeysHasWeights() {
        Provider provider = Configs.parse("providers: {groq: {api-keys: [{key: a, weight: 2}, {key: b}]}}")
                .providers()
                .get("groq");

        assertThat(provider.keys())
                .containsExactly(new Provider.Key(Secret.of("a"), 2), new Provider.Key(Secret.of("b"), 1));
    }

    @Test
    void aProviderTakesItsOptions() {
        Provider provider = Configs.parse("""
                        providers:
                          lab:
                            dialect: anthropic
                            base-url: https://lab.example/anthropic/v1/
                            api-key: k
                            models: [a, b, a]
                            forward-headers: [X-Lab, x-lab-2]
                            http-version: 2
                        """).providers().get("lab");

        assertThat(provider)
                .isEqualTo(new Provider(
                        "lab",
                        Provider.Family.ANTHROPIC,
                        Provider.Family.ANTHROPIC.dialects(),
                        URI.create("https://lab.example/anthropic"),
                        Provider.Auth.X_API_KEY,
                        List.of(new Provider.Key(Secret.of("k"), 1)),
                        List.of("a", "b"),
                        Map.of(),
                        Set.of("x-lab", "x-lab-2"),
                        UsageConvention.STANDARD,
                        Provider.Protocol.HTTP_2,
                        Optional.empty()));
    }

    @Test
    void anUndatedVersionIsAQueryParameter() {
        Provider azure = Configs.parse(
                        "providers: {azure: {base-url: \"https://x.openai.azure.com/\", api-key: k, api-version: preview}}")
                .providers()
                .get("azure");

        assertThat(azure.query()).containsExactly(Map.entry("api-version", "preview"));
        assertThat(azure.baseUri()).hasToString("https://x.openai.azure.com/openai/v1");
    }

    @Test
    void everySinkIsRead() {
        ThroughlineConfig config = Configs.parse("""
                telemetry:
                  queue: 5
                  store: {path: ../data, retention: 36h}
                  redis: {uri: "rediss://:${PW}@host:6380/1", stream: s, max-length: 7}
                  jsonl: {path: /var/log/calls.jsonl, max-bytes: 1GB, files: 3}
                  log: true
                """, Map.of("PW", "pw"));

        assertThat(config.telemetry().queue()).isEqualTo(5);
        assertThat(config.telemetry().sinks())
                .containsExactly(
                        new SinkSettings.Store(Path.of("/etc/data"), Duration.ofHours(36)),
                        new SinkSettings.Redis(Secret.of("rediss://:pw@host:6380/1"), "s", 7),
                        new SinkSettings.Jsonl(Path.of("/var/log/calls.jsonl"), 1_000_000_000, 3),
                        new SinkSettings.Log());
    }

    @Test
    void aSinkIsOnByItsNameAloneAndTheLogOffByFalse() {
        assertThat(Configs.parse("telemetry: {store: , log: false}").telemetry().sinks())
                .containsExactly(
                        new SinkSettings.Store(Path.of("/etc/throughline/throughline-data"), Duration.ofDays(90)));
        assertThat(Configs.parse("telemetry: {log: {}}").telemetry().sinks()).containsExactly(new SinkSettings.Log());
    }

    @Test
    void theEnvironmentCanSwitchContentOff() {
        Map<String, String> off = Map.of("THROUGHLINE_TRACE_CONTENT", "false");

        assertThat(Configs.parse("telemetry: {content: full}", off).telemetry().content())
                .isEqualTo(Content.NONE);
        assertThat(Configs.parse("telemetry: {content: redacted}", off)
                        .telemetry()
                        .content())
                .isEqualTo(Content.NONE);
        assertThat(Configs.parse("telemetry: {content: none}").telemetry().content())
                .isEqualTo(Content.NONE);
        assertThat(Configs.parse("", Map.of("THROUGHLINE_TRACE_CONTENT", "true"))
                        .telemetry()
                        .content())
                .isEqualTo(Content.FULL);
    }

    @Test
    void aRedactionThatTheEnvironmentAsksForIsRefused() {
        assertThat(Configs.problems("", Map.of("THROUGHLINE_TRACE_REDACT", "true")))
                .containsExactly("environment: THROUGHLINE_TRACE_REDACT: this version does not redact;"
                        + " set THROUGHLINE_TRACE_CONTENT=false instead, or all of the content would be kept");
        assertThat(Configs.problems("", Map.of("THROUGHLINE_TRACE_CONTENT", "nope")))
                .containsExactly("environment: THROUGHLINE_TRACE_CONTENT: expected true or false");
    }

    @Test
    void anAddressThatOthersReachNeedsAKeyAndThenIsFine() {
        assertThat(Configs.problems("server: {host: 0.0.0.0}\nkeys: [{name: a, key: abcdefghijklmnop}]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.5.6.7", "localhost", "LocalHost", "\"::1\"", "\"[::1]\"", "\"0:0:0:0:0:0:0:1\""
            })
    void aLoopbackAddressNeedsNoKey(String host) {
        assertThat(Configs.problems("server: {host: " + host + "}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "\"::\"",
                "example.com",
                "127.example.com",
                "127.0.0.1.nip.io",
                "127.0.0.256",
                "10.0.0.1"
            })
    void anyOtherAddressNeedsAKey(String host) {
        assertThat(Configs.problems("server: {host: " + host + "}"))
                .singleElement()
                .asString()
                .contains("anyone could call");
    }

    @Test
    void whatIsLikelyNotMeantIsAWarning() {
        assertThat(Configs.warnings(Configs.parse("""
                        keys: [{name: a, key: short, models: ["opnai/*", "*/x", "gpt-4o"]}]
                        providers:
                          openai: {api-key: a}
                          far: {dialect: openai, base-url: http://far.example/v1, api-key: b}
                        """)))
                .containsExactly(
                        "throughline.yaml:1: keys[0].key: is shorter than 16 characters and can be guessed",
                        "throughline.yaml:1: keys[0].models[0]: no configured provider is called \"opnai\"; did you mean"
                                + " \"openai\"?",
                        "throughline.yaml:4: providers.far.base-url: the key goes over the network unencrypted; use https");
    }

    @Test
    void anchorsAndAliasesWork() {
        assertThat(Configs.parse("keys: [{name: a, key: abcdefghijklmnop, tenant: &t acme}, "
                                + "{name: b, key: bcdefghijklmnopq, tenant: *t}]")
                        .keys())
                .extracting(CallerKey::tenant)
                .containsExactly("acme", "acme");
    }

    @Test
    void aFileIsLoadedFromItsPath(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("t.yaml"), "telemetry: {store: {path: data}}");

        assertThat(ThroughlineConfig.load(file, Map.of()).telemetry().sinks())
                .containsExactly(new SinkSettings.Store(directory.resolve("data"), Duration.ofDays(90)));
    }

    @Test
    void aFileThatIsNoneIsAProblem(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing.yaml");
        Path latin1 = Files.write(directory.resolve("latin1.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        Path huge = Files.write(directory.resolve("huge.yaml"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> ThroughlineConfig.load(missing, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> ThroughlineConfig.load(directory, Map.of()))
                .hasMessage(directory + ": is a directory, not a file");
        assertThatThrownBy(() -> ThroughlineConfig.load(latin1, Map.of())).hasMessage(latin1 + ": is not UTF-8 text");
        assertThatThrownBy(() -> ThroughlineConfig.load(huge, Map.of())).hasMessage(huge + ": is longer than 1 MiB");
    }
}
