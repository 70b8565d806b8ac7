package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.route.Alias;
import io.throughline.route.Hedge;
import io.throughline.route.Routing;
import io.throughline.route.Strategy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingBlockTest {
    private static final String PROVIDERS = """
            providers:
              openai: {api-key: sk-openai-0123456789, timeouts: {first-token: 5s}}
              local: {dialect: openai, base-url: "http://127.0.0.1:9000/v1", models: [llama-3]}
            """;

    @Test
    void everythingIsRead() {
        Routing routing = Configs.parse(PROVIDERS + """
                aliases:
                  smart: {targets: [openai/gpt-4o, llama-3], fallback-on: [401, 404], hedge: {after: p95}, continue: true}
                  cheap:
                    strategy: lowest-latency
                    hedge: {after: 800ms, max: 2}
                    targets:
                      - {model: openai/gpt-4o, weight: 3, when: {vision: true, context-over: 1000, tags: {tier: gold}}}
                      - local/llama-3
                retry: {max-attempts: 5, backoff: 10ms, max-backoff: 1s, max-wait: 3s, fallback-on: [403]}
                breaker: {failure-percent: 30, min-calls: 5, window: 10s, open: 1s}
                timeouts: {connect: 1s, first-token: 30s, total: 5m, stream-total: 1h}
                """).routing();

        Alias smart = routing.aliases().get("smart");
        assertThat(smart.strategy()).isEqualTo(Strategy.FALLBACK);
        assertThat(smart.choices())
                .extracting(choice -> choice.target().id())
                .containsExactly("openai/gpt-4o", "local/llama-3");
        assertThat(smart.fallbackOn()).isEqualTo(Optional.of(Set.of(401, 404)));
        assertThat(smart.continues()).isTrue();
        assertThat(routing.aliases().get("cheap").continues()).isFalse();
        assertThat(smart.hedge()).contains(new Hedge(Optional.empty(), 1));
        assertThat(routing.aliases().get("cheap").hedge()).contains(new Hedge(Optional.of(Duration.ofMillis(800)), 2));
        Alias.Choice choice = routing.aliases().get("cheap").choices().get(0);
        assertThat(choice.weight()).isEqualTo(3);
        assertThat(choice.when().vision()).contains(true);
        assertThat(choice.when().contextOver()).hasValue(1000);
        assertThat(choice.when().tags()).containsEntry("tier", "gold");
        assertThat(routing.retry().maxAttempts()).isEqualTo(5);
        assertThat(routing.retry().fallbackOn()).containsExactly(403);
        assertThat(routing.breaker().open()).isEqualTo(Duration.ofSeconds(1));
        assertThat(routing.connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(routing.timeouts().streamTotal()).contains(Duration.ofHours(1));
        assertThat(routing.providerTimeouts().get("openai").firstToken()).isEqualTo(Duration.ofSeconds(5));
        assertThat(routing.providerTimeouts().get("openai").total()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatIsWrongIsNamedWithWhatIsNear() {
        assertThat(Configs.problems(PROVIDERS + """
                aliases:
                  smart: {strategy: falback, targets: [openai/gpt-4o]}
                  inner: {targets: [smart]}
                  none: {targets: []}
                  typo: {targets: [llama-4], fallback-on: [500]}
                  "a/b": {targets: [llama-3]}
                  twice: {targets: [llama-3, local/llama-3]}
                  eager: {targets: [llama-3], hedge: {after: p99, mx: 1}}
                  empty: {targets: [{model: llama-3, when: {context-over: 9, context-up-to: 3, visoin: true}}]}
                retry: {max-atempts: 3}
                """))
                .containsExactly(
                        "throughline.yaml:5: aliases.smart.strategy: expected one of fallback, weighted, round-robin,"
                                + " least-cost, lowest-latency, hash, found \"falback\"; did you mean \"fallback\"?",
                        "throughline.yaml:6: aliases.inner.targets[0]: is an alias itself; name its targets here",
                        "throughline.yaml:7: aliases.none.targets: expected 1 to 64 targets such as openai/gpt-4o",
                        "throughline.yaml:8: aliases.typo.targets[0]: no configured provider has the model \"llama-4\";"
                                + " did you mean \"llama-3\"?",
                        "throughline.yaml:8: aliases.typo.fallback-on[0]: expected one of 401, 403, 404, found \"500\"",
                        "throughline.yaml:9: aliases.\"a/b\": an alias's name is 1 to 128 letters, digits, dots, underscores,"
                                + " colons and hyphens",
                        "throughline.yaml:10: aliases.twice.targets[1]: another item is the same target",
                        "throughline.yaml:11: aliases.eager.hedge.after: expected p95 or a time such as 500ms, 2s, found \"p99\"",
                        "throughline.yaml:11: aliases.eager.hedge.mx: unknown key; did you mean \"max\"?",
                        "throughline.yaml:12: aliases.empty.targets[0].when: no request has more than 9 and at most 3 tokens",
                        "throughline.yaml:12: aliases.empty.targets[0].when.visoin: unknown key; did you mean \"vision\"?",
                        "throughline.yaml:13: retry.max-atempts: unknown key; did you mean \"max-attempts\"?");
    }
}
