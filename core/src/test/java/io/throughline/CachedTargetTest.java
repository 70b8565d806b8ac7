package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer is kept for the target that gave it, and for no other. */
class CachedTargetTest {
    private static final String CACHED = "cache: {ttl: 1h}\nretry: {backoff: 1ms, max-backoff: 1ms}\n"
            + "aliases: {smart: {targets: [a/m, b/m]}, hedged: {targets: [a/m, b/m], hedge: {after: 1ms}}}\n";

    @TempDir
    private Path directory;

    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    @Test
    void whatAnotherTargetSaidInItsPlaceIsNotKept() throws Exception {
        try (Providers providers = providers()) {
            down.add("a");
            assertThat(ask(providers, "smart", "first")).contains("I am b");
            down.clear();
            untilKept(providers);
            assertThat(ask(providers, "a/m", "first")).contains("I am a");
            assertThat(ask(providers, "smart", "second")).contains("I am a");
        }
    }

    @Test
    void whatAnotherTargetSaidBesideItIsNotKept() throws Exception {
        try (Providers providers = providers()) {
            silent.add("a");
            assertThat(ask(providers, "hedged", "first")).contains("I am b");
            silent.clear();
            untilKept(providers);
            assertThat(ask(providers, "a/m", "first")).contains("I am a");
        }
    }

    @Test
    void embeddingsAreKeptAsTheyCameAndCostNothingThen() throws Exception {
        String asked = "{\"model\":\"a/e\",\"input\":\"hi\"}";
        String answer =
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,-2.5e-3]}],"
                        + "\"model\":\"e\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";
        String yaml = CACHED + "prices: {models: {a/e: {input: 1000000}}}\n";
        try (Providers providers = new Providers(
                directory, yaml, name -> CompletableFuture.completedStage(Providers.answer(200, answer)))) {
            JsonNode first = embeddings(providers, asked);
            assertThat(first.path("_cost").asInt()).isEqualTo(1);
            assertThat(first.at("/_routing/cached").asBoolean()).isFalse();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            JsonNode again = embeddings(providers, asked);
            while (!again.at("/_routing/cached").asBoolean()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                again = embeddings(providers, asked);
            }
            assertThat(again.path("data")).isEqualTo(first.path("data"));
            assertThat(again.path("_cost").decimalValue()).isZero();
            int sent = providers.sent.size();
            embeddings(providers, asked.replace("hi", "ho"));
            assertThat(providers.sent).hasSize(sent + 1);
        }
    }

    /** Read strictly: no member may be there twice. */
    private static JsonNode embeddings(Providers providers, String body) throws Exception {
        ProxyResponse answer =
                providers.begin("/v1/embeddings", body, Attributes.none()).get(10, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(answer.body().inputStream().readAllBytes());
    }

    /** Answers are kept one after the other, behind the calls: once a later one is there, so is the one before. */
    private static void untilKept(Providers providers) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!call(providers, "a/m", "later").headers().contains("X-Throughline-Cache")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static String ask(Providers providers, String model, String question) throws Exception {
        return new String(call(providers, model, question).body().inputStream().readAllBytes(), UTF_8);
    }

    private static ProxyResponse call(Providers providers, String model, String question) throws Exception {
        String body =
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        ProxyResponse answer =
                providers.begin("/v1/chat/completions", body, Attributes.none()).get(10, TimeUnit.SECONDS);
        byte[] bytes = answer.body().inputStream().readAllBytes();
        return answer.with(Body.of(bytes));
    }

    private Providers providers() {
        return new Providers(directory, CACHED, name -> {
            if (silent.contains(name)) {
                return new CompletableFuture<>();
            }
            return down.contains(name)
                    ? Providers.status(503)
                    : CompletableFuture.completedStage(
                            Providers.answer(
                                    200,
                                    Providers.GOOD
                                            .replace("\"hi\"", "\"I am " + name + "\"")
                                            .replace(
                                                    "\"choices\"",
                                                    "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3},\"choices\"")));
        });
    }
}
