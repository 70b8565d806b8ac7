package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.Upstream;
import io.throughline.config.ThroughlineConfig;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls for embeddings in many parts: Titan takes one text a call. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddingCallsTest {
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            providers:
              bedrock: {dialect: bedrock, base-url: "https://four.example", api-key: k4}
              two: {dialect: bedrock, base-url: "https://two.example", api-key: k2}
            retry: {max-attempts: 1}
            telemetry: {jsonl: {path: records.jsonl}}
            """;
    private static final String TWO = YAML.replace("max-attempts: 1", "max-attempts: 3, backoff: 1ms")
            + "aliases: {vectors: {targets: [bedrock/amazon.titan-embed-text-v2:0, two/amazon.titan-embed-text-v2:0]}}\n";

    @TempDir
    private Path directory;

    private final AtomicInteger sent = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thousandsOfPartsBecomeOneAnswer(boolean atOnce) throws Exception {
        ProxyResponse answer = ask(2048, request -> {
            ProxyResponse vector =
                    json(200, "{\"embedding\":[" + sent.incrementAndGet() + "],\"inputTextTokenCount\":1}");
            return atOnce ? CompletableFuture.completedStage(vector) : CompletableFuture.supplyAsync(() -> vector);
        });
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer).path("data")).hasSize(2048);
        assertThat(body(answer).at("/usage/prompt_tokens").asInt()).isEqualTo(2048);
        assertThat(outcome()).isEqualTo("completed");
    }

    @Test
    void afterAPartHasFailedNoOtherIsBegun() throws Exception {
        ProxyResponse answer = ask(
                50,
                request -> CompletableFuture.completedStage(
                        sent.incrementAndGet() < 7
                                ? json(200, "{\"embedding\":[1]}")
                                : json(429, "{\"message\":\"slow down\"}")));
        assertThat(answer.status()).isEqualTo(429);
        assertThat(body(answer).at("/error/message").asText()).isEqualTo("slow down");
        assertThat(sent).hasValue(7);
        assertThat(outcome()).isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterATransportHasFailedNoOtherIsBegun(boolean thrown) throws Exception {
        ProxyResponse answer = ask(50, request -> {
            sent.incrementAndGet();
            if (thrown) {
                throw new IllegalStateException("closed");
            }
            return CompletableFuture.failedStage(new IOException("reset"));
        });
        assertThat(answer.status()).isEqualTo(thrown ? 500 : 502);
        assertThat(sent).hasValue(1);
        assertThat(outcome()).isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 429, 0})
    void aPartThatFailsSendsAllOfThemToTheNextTarget(int status) throws Exception {
        ProxyResponse answer = ask(TWO, "vectors", 50, request -> {
            if (request.target().getHost().equals("two.example")) {
                return CompletableFuture.completedStage(json(200, "{\"embedding\":[2],\"inputTextTokenCount\":1}"));
            }
            boolean well = sent.incrementAndGet() != 7;
            return status == 0 && !well
                    ? CompletableFuture.failedStage(new IOException("reset"))
                    : CompletableFuture.completedStage(
                            well ? json(200, "{\"embedding\":[1]}") : json(status, "{\"message\":\"no\"}"));
        });
        assertThat(answer.status()).isEqualTo(200);
        JsonNode body = body(answer);
        assertThat(body.path("data")).hasSize(50);
        body.path("data")
                .forEach(vector -> assertThat(vector.at("/embedding/0").asInt()).isEqualTo(2));
        assertThat(sent).hasValue(7);
        JsonNode record = record();
        assertThat(record.path("provider").asText()).isEqualTo("two");
        assertThat(record.path("attempts")).hasSize(2);
        assertThat(record.path("attempts").path(0).path("error_class").asText()).isNotEmpty();
        assertThat(record.path("usage").path("input").asInt()).isEqualTo(50);
    }

    @Test
    void theSameTargetIsTriedAgainWhereThereIsNoOther() throws Exception {
        ProxyResponse answer = ask(
                TWO,
                "bedrock/amazon.titan-embed-text-v2:0",
                3,
                request -> CompletableFuture.completedStage(
                        sent.incrementAndGet() <= 2 ? json(503, "{}") : json(200, "{\"embedding\":[1]}")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(record().path("attempts")).hasSize(3);
    }

    @Test
    void aRedirectIsNotFollowedAndNotPassedOn() throws Exception {
        ProxyResponse answer = ask(
                1,
                request -> CompletableFuture.completedStage(
                        new ProxyResponse(307, Headers.of("Location", "https://evil.example"), Body.empty())));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.headers().contains("Location")).isFalse();
    }

    @Test
    void aKeyThatTheProviderRefusesIsNotTheCallersFault() throws Exception {
        ProxyResponse answer =
                ask(1, request -> CompletableFuture.completedStage(json(401, "{\"message\":\"bad key\"}")));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(body(answer).at("/error/message").asText()).doesNotContain("bad key");
    }

    @Test
    void nonsenseIsAnErrorInTheClientsDialect() throws Exception {
        for (byte[] nonsense : Damage.nonsense()) {
            ProxyResponse answer = ask(
                    3,
                    request -> CompletableFuture.completedStage(
                            new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(nonsense))));
            AskingClient.CHAT.checkError(
                    answer.status(), answer.body().inputStream().readAllBytes());
        }
    }

    private ProxyResponse ask(int inputs, Upstream upstream) throws Exception {
        return ask(YAML, "bedrock/amazon.titan-embed-text-v2:0", inputs, upstream);
    }

    private ProxyResponse ask(String yaml, String model, int inputs, Upstream upstream) throws Exception {
        String texts =
                IntStream.range(0, inputs).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        String request = "{\"model\":\"" + model + "\",\"input\":[" + texts + "]}";
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory))) {
            return throughline
                    .handle(
                            new ProxyRequest(
                                    "POST",
                                    URI.create("/v1/embeddings"),
                                    Headers.of("Content-Type", "application/json"),
                                    Body.of(request.getBytes(UTF_8)),
                                    Attributes.none()),
                            upstream)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private String outcome() throws IOException {
        return record().path("outcome").asText();
    }

    private JsonNode record() throws IOException {
        return JsonText.parse(
                Files.readAllLines(directory.resolve("records.jsonl")).get(0));
    }

    private static ProxyResponse json(int status, String text) {
        return new ProxyResponse(status, Headers.of("Content-Type", "application/json"), Body.of(text.getBytes(UTF_8)));
    }

    private static JsonNode body(ProxyResponse answer) throws IOException {
        return JsonText.parse(answer.body().inputStream().readAllBytes());
    }
}
