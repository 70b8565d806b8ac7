package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slow target gets another beside it; the first answer counts, and what became of the other is recorded. */
class HedgeTest {
    private static final String SOON = "aliases: {smart: {targets: [a/m, b/m], hedge: {after: 20ms, max: 1}}}\n";

    @TempDir
    private Path directory;

    private final ConcurrentMap<String, CompletableFuture<ProxyResponse>> pending = new ConcurrentHashMap<>();
    private final CountDownLatch both = new CountDownLatch(2);

    @Test
    void theQuickerOneWinsAndTheOtherIsGivenUp() throws Exception {
        try (Providers providers =
                new Providers(directory, SOON, name -> name.equals("b") ? Providers.good() : slow(name))) {
            ProxyResponse answer = providers.call("smart");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().first("X-Throughline-Provider")).contains("b");
            assertThat(pending.get("a")).isCancelled();
            JsonNode record = read(answer, providers);
            assertThat(Providers.attempts(record)).containsExactly("a/m - hedge_lost", "b/m 200 ok");
            assertThat(record.path("provider").asText()).isEqualTo("b");
            assertThat(record.path("outcome").asText()).isEqualTo("completed");
        }
    }

    @Test
    void whatTheLostOneCostIsEstimatedAndPaidFor() throws Exception {
        String yaml = SOON + "prices: {models: {a/m: {input: 1000000, output: 1}, b/m: {input: 1, output: 1}}}\n"
                + "extras: true\n";
        try (Providers providers = new Providers(directory, yaml, name -> name.equals("b") ? told() : slow(name))) {
            ProxyResponse answer = providers.call("smart");
            String body = new String(answer.body().inputStream().readAllBytes(), UTF_8);
            JsonNode record = providers.records().get(0);
            JsonNode lost = record.path("attempts").path(0);
            // {"model":"m","messages":[]} has 27 bytes: 7 tokens at a dollar
            assertThat(lost.path("usage").path("input").asInt()).isEqualTo(7);
            assertThat(lost.path("cost").path("total").decimalValue()).isEqualByComparingTo("7");
            assertThat(lost.path("cost").path("estimated").asBoolean()).isTrue();
            assertThat(record.path("cost").path("total").decimalValue()).isEqualByComparingTo("7.000003");
            assertThat(record.path("cost").path("estimated").asBoolean()).isTrue();
            assertThat(record.path("usage").path("input").asInt()).isEqualTo(1);
            assertThat(body).contains("\"_cost\":7.000003").contains("\"estimated\":true");
        }
    }

    @Test
    void theExplanationTellsOfIt() throws Exception {
        try (Providers providers = new Providers(directory, SOON, this::slow)) {
            JsonNode route = providers.explained("smart").path("route");
            assertThat(route.path("hedge").toString()).isEqualTo("{\"after\":\"20ms\",\"max\":1}");
            assertThat(route.path("continue").asBoolean()).isFalse();
        }
    }

    private static CompletionStage<ProxyResponse> told() {
        String usage = "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2},";
        return CompletableFuture.completedStage(
                Providers.answer(200, Providers.GOOD.replace("\"choices\"", usage + "\"choices\"")));
    }

    @Test
    void theFirstMayStillWin() throws Exception {
        try (Providers providers = new Providers(directory, SOON, this::slow)) {
            CompletableFuture<ProxyResponse> call = begin(providers);
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            pending.get("a").complete(Providers.answer(200, Providers.GOOD));
            ProxyResponse answer = call.get(10, TimeUnit.SECONDS);
            assertThat(answer.headers().first("X-Throughline-Provider")).contains("a");
            assertThat(pending.get("b"))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(CancellationException.class);
            JsonNode record = read(answer, providers);
            assertThat(Providers.attempts(record)).containsExactly("b/m - hedge_lost", "a/m 200 ok");
            assertThat(record.path("provider").asText()).isEqualTo("a");
        }
    }

    @Test
    void whatFailsBesideIsNoFailureOfTheCall() throws Exception {
        try (Providers providers = new Providers(directory, SOON, this::slow)) {
            CompletableFuture<ProxyResponse> call = begin(providers);
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            pending.get("a").complete(Providers.answer(500, "{}"));
            assertThat(call).isNotDone();
            pending.get("b").complete(Providers.answer(200, Providers.GOOD));
            ProxyResponse answer = call.get(10, TimeUnit.SECONDS);
            assertThat(answer.headers().first("X-Throughline-Provider")).contains("b");
            assertThat(Providers.attempts(read(answer, providers))).containsExactly("a/m 500 status", "b/m 200 ok");
        }
    }

    @Test
    void whenBothFailTheCallGoesOnAsEver() throws Exception {
        String yaml = SOON + "retry: {backoff: 1ms}\n";
        try (Providers providers =
                new Providers(directory, yaml, name -> both.getCount() == 0 ? Providers.good() : slow(name))) {
            CompletableFuture<ProxyResponse> call = begin(providers);
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            pending.get("b").complete(Providers.answer(500, "{}"));
            pending.get("a").complete(Providers.answer(502, "{}"));
            ProxyResponse answer = call.get(10, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(200);
            List<String> attempts = Providers.attempts(read(answer, providers));
            assertThat(attempts).hasSize(3);
            assertThat(attempts.subList(0, 2)).containsExactlyInAnyOrder("b/m 500 status", "a/m 502 status");
            assertThat(attempts.get(2)).endsWith("/m 200 ok");
        }
    }

    private CompletionStage<ProxyResponse> slow(String name) {
        CompletableFuture<ProxyResponse> answer = new CompletableFuture<>();
        pending.put(name, answer);
        both.countDown();
        return answer;
    }

    private static CompletableFuture<ProxyResponse> begin(Providers providers) {
        return providers.begin("/v1/chat/completions", "{\"model\":\"smart\",\"messages\":[]}", Attributes.none());
    }

    private static JsonNode read(ProxyResponse answer, Providers providers) throws Exception {
        answer.body().inputStream().readAllBytes();
        return providers.records().get(0);
    }
}
