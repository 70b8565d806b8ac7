package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.api.ConfigChange;
import io.throughline.api.Meters;
import io.throughline.config.ConfigException;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the configuration holds for the next call, and for no call before it. */
class ReloadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void aStreamUnderWayEndsAtItsProviderAndTheNextCallGoesToTheNewOne() throws Exception {
        Gate gate = new Gate();
        try (Reloaded handler = new Reloaded(directory, "providers: {p: {dialect: openai, base-url: \"ONE\"}}")) {
            handler.one.answer(Script.eventStream()
                    .event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"old\"}}]}")
                    .hold(gate)
                    .event(
                            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" end\"},\"finish_reason\":\"stop\"}]}")
                    .event("[DONE]"));
            ProxyResponse stream = handler.begin("p/m", true);
            InputStream body = stream.body().inputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.UTF_8).contains("old")) {
                read.write(body.read());
            }

            assertThat(handler.reload("providers: {p: {dialect: openai, base-url: \"TWO\"}}"))
                    .isEmpty();

            assertThat(handler.call("p/m")).isEqualTo(200);
            assertThat(handler.two.requests()).hasSize(1);
            gate.open();
            body.transferTo(read);
            assertThat(read.toString(StandardCharsets.UTF_8))
                    .contains(" end")
                    .contains("\"stop\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(handler.one.requests()).hasSize(1);
        }
    }

    @Test
    void aKeyThatIsTakenAwayIsRefusedAtTheNextCall() {
        String providers = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
        try (Reloaded handler = new Reloaded(
                directory,
                providers + "keys: [{name: a, key: sk-a-0123456789abcdef}, {name: b, key: sk-b-0123456789abcdef}]")) {
            assertThat(handler.call("p/m", "Authorization", "Bearer sk-a-0123456789abcdef"))
                    .isEqualTo(200);

            handler.reload(providers + "keys: [{name: b, key: sk-b-0123456789abcdef}]");

            assertThat(handler.call("p/m", "Authorization", "Bearer sk-a-0123456789abcdef"))
                    .isEqualTo(401);
            assertThat(handler.call("p/m", "Authorization", "Bearer sk-b-0123456789abcdef"))
                    .isEqualTo(200);
        }
    }

    @Test
    void aPriceHoldsFromTheNextCallOn() {
        String providers = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
        try (Reloaded handler = new Reloaded(directory, providers + "prices: {models: {p/m: {input: 2, output: 1}}}")) {
            assertThat(Reloaded.text(handler.begin("p/m", false))).contains("\"_cost\":2,");

            handler.reload(providers + "prices: {models: {p/m: {input: 3.5, output: 1}}}");

            assertThat(Reloaded.text(handler.begin("p/m", false))).contains("\"_cost\":3.5,");
        }
    }

    @Test
    void aliasesExtrasAndTheListOfModelsChange() throws Exception {
        String providers = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
        try (Reloaded handler = new Reloaded(directory, providers)) {
            assertThat(handler.call("smart")).isEqualTo(404);

            handler.reload(providers + "aliases: {smart: {targets: [p/m]}}\nextras: false");

            ProxyResponse answer = handler.begin("smart", false);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Reloaded.text(answer)).doesNotContain("_cost");
            ProxyRequest list =
                    new ProxyRequest("GET", URI.create("/v1/models"), Headers.none(), Body.empty(), Attributes.none());
            assertThat(Reloaded.text(handler.throughline
                            .handle(list)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)))
                    .contains("\"smart\"");
        }
    }

    @Test
    void whatCantChangeIsNamedAndTheRestIsTaken() {
        String providers = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
        try (Reloaded handler = new Reloaded(directory, providers + "telemetry: {jsonl: {path: a.jsonl}}")) {
            assertThat(
                            handler.reload(
                                    providers
                                            + "server: {port: 9999, max-request-bytes: 1KiB}\ntelemetry: {queue: 5, jsonl: {path: b.jsonl}}"))
                    .containsExactly("server.port", "telemetry.queue", "telemetry.jsonl");
            assertThat(handler.throughline.lastChange().orElseThrow().isTaken()).isTrue();

            assertThat(handler.call("p/" + "m".repeat(2_000))).isEqualTo(413);
            assertThat(directory.resolve("b.jsonl")).doesNotExist();
        }
    }

    @Test
    void howLongARequestIsWaitedForIsTakenAnew() throws Exception {
        Flow.Publisher<ByteBuffer> silent = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        try (Reloaded handler = new Reloaded(directory, "{}")) {
            assertThat(handler.reload("server: {request-idle: 100ms}")).isEmpty();
            ProxyRequest half = new ProxyRequest(
                    "POST",
                    URI.create("/v1/chat/completions"),
                    Headers.of("Content-Type", "application/json"),
                    new Body.Push(silent, OptionalLong.empty()),
                    Attributes.none());
            ProxyResponse answer =
                    handler.throughline.handle(half).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(408);
        }
    }

    @Test
    void whatWaitsForTheNextStartWaitsOnWhenSomethingWrongFollows() {
        Reloads reloads = new Reloads(
                config -> {
                    if (config.strict()) {
                        throw new IllegalStateException("wrong");
                    }
                    return List.of("server.port");
                },
                Meters.none());
        reloads.take(ThroughlineConfig.parse("{}", "t", Map.of(), directory));
        ThroughlineConfig wrong = ThroughlineConfig.parse("strict: true", "t", Map.of(), directory);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> reloads.take(wrong)).isInstanceOf(IllegalStateException.class);
            ConfigChange last = reloads.last().orElseThrow();
            assertThat(last.isTaken()).isFalse();
            assertThat(last.waiting()).containsExactly("server.port");
        }
    }

    @Test
    void whatCantBeReadIsNotTaken() {
        String providers = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
        try (Reloaded handler = new Reloaded(directory, providers)) {
            assertThatThrownBy(() -> handler.reload(providers + "aliases: {smart: {targtes: [p/m]}}"))
                    .isInstanceOf(ConfigException.class);
            assertThat(handler.call("p/m")).isEqualTo(200);
            assertThat(handler.one.awaitExchange(SOON).request().path()).isEqualTo("/v1/chat/completions");
        }
    }
}
