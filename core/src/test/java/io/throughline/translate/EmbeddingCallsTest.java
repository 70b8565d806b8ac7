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
            telemetry: {jsonl: {path: records.jsonl}}
            """;

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
        String texts =
                IntStream.range(0, inputs).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        String request = "{\"model\":\"bedrock/amazon.titan-embed-text-v2:0\",\"input\":[" + texts + "]}";
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
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
        return JsonText.parse(
                        Files.readAllLines(directory.resolve("records.jsonl")).get(0))
                .path("outcome")
                .asText();
    }

    private static ProxyResponse json(int status, String text) {
        return new ProxyResponse(status, Headers.of("Content-Type", "application/json"), Body.of(text.getBytes(UTF_8)));
    }

    private static JsonNode body(ProxyResponse answer) throws IOException {
        return JsonText.parse(answer.body().inputStream().readAllBytes());
    }
}
