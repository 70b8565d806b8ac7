package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.SignedIds;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call's walk through the handler, with a transport of the test's own. */
class HandlerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = """
            keys:
              - {name: acme-app, key: sk-acme-0123456789, tenant: acme, scopes: [llm, no-trace]}
              - {name: other-app, key: sk-other-0123456789, tenant: other}
            extras: false
            trace: {signatures: off}
            retry: {max-attempts: 1}
            providers:
              one: {dialect: openai, base-url: "https://one.example/v1", api-key: key-one, forward-headers: [x-lab]}
              two: {dialect: openai, base-url: "https://two.example/v1", api-key: key-two}
              claude: {dialect: anthropic, base-url: "https://claude.example", api-key: key-claude}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    @TempDir
    private Path directory;

    private final List<ProxyRequest> sent = new ArrayList<>();
    private Throughline throughline;

    @BeforeEach
    void assemble() {
        throughline = Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory));
    }

    @AfterEach
    void close() {
        throughline.close();
    }

    @Test
    void aCallGoesToItsProviderWithItsKeyAndNothingOfTheCallers() throws Exception {
        ProxyResponse answer = call(
                request(
                        "/v1/chat/completions?x=1",
                        "{ \"model\" : \"one/gpt\",\"n\":1.0 }",
                        "Cookie",
                        "a=b",
                        "X-Forwarded-For",
                        "1.2.3.4",
                        "X-Throughline-Tags",
                        "team=a",
                        "X-Throughline-Metadata",
                        "{\"order\": {\"id\":4711, \"sum\":1.50}, \"who\":\"Zo\\u00eb\"}",
                        "X-Lab",
                        "7",
                        "traceparent",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "OpenAI-Beta",
                        "v2"),
                json("{\"id\":\"c1\",\"model\":\"gpt\",\"choices\":[]}"));

        assertThat(sent.get(0).target()).isEqualTo(URI.create("https://one.example/v1/chat/completions?x=1"));
        assertThat(text(sent.get(0).body())).isEqualTo("{ \"model\" : \"gpt\",\"n\":1.0 }");
        assertThat(sent.get(0).headers().toMap())
                .containsOnlyKeys("content-type", "x-lab", "openai-beta", "authorization", "traceparent")
                .containsEntry("authorization", List.of("Bearer key-one"));
        assertThat(answer.headers().first("X-Throughline-Provider")).contains("one");
        assertThat(answer.headers().first("X-Throughline-Model")).contains("gpt");
        JsonNode record = record(0);
        assertThat(record.path("parent_span_id").asText()).isEqualTo("00f067aa0ba902b7");
        assertThat(record.path("tags").path("team").asText()).isEqualTo("a");
        assertThat(record.path("metadata").toString())
                .isEqualTo("{\"order\":{\"id\":4711,\"sum\":1.5},\"who\":\"Zoë\"}");
        assertThat(record.path("tenant").asText()).isEqualTo("acme");
    }

    @Test
    void anthropicIsToldItsVersion() throws Exception {
        call(request("/messages", "{\"model\":\"claude/c\"}"), json("{}"));
        assertThat(sent.get(0).target()).isEqualTo(URI.create("https://claude.example/v1/messages"));
        assertThat(sent.get(0).headers().first("x-api-key")).contains("key-claude");
        assertThat(sent.get(0).headers().first("anthropic-version")).contains("2023-06-01");
    }

    @Test
    void aProviderWithoutEmbeddingsIsNotAskedForThem() throws Exception {
        ProxyResponse answer = call(request("/v1/embeddings", "{\"model\":\"claude/c\",\"input\":\"x\"}"), json("{}"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer.body())).contains("openai-embeddings");
        assertThat(sent).isEmpty();
    }

    @Test
    void aStoredResponseGoesToWhoMadeItAndToNobodyElse() throws Exception {
        call(request("/v1/responses", "{\"model\":\"two/gpt\"}"), json("{\"id\":\"resp_1\",\"status\":\"completed\"}"));
        awaitRecords(1);

        call(get("/v1/responses/resp_1", "sk-acme-0123456789"), json("{\"id\":\"resp_1\"}"));
        assertThat(sent.get(1).target()).isEqualTo(URI.create("https://two.example/v1/responses/resp_1"));
        assertThat(sent.get(1).headers().first("Authorization")).contains("Bearer key-two");

        assertThat(call(get("/v1/responses/resp_1", "sk-other-0123456789"), json("{}"))
                        .status())
                .isEqualTo(404);
        assertThat(call(get("/v1/responses/resp_unknown", "sk-acme-0123456789"), json("{}"))
                        .status())
                .isEqualTo(404);
        assertThat(sent).hasSize(2);
    }

    @Test
    void aRedirectIsNotFollowedAndNotPassedOn() throws Exception {
        ProxyResponse answer = call(
                request("/v1/chat/completions", "{\"model\":\"one/gpt\"}"),
                new ProxyResponse(307, Headers.of("Location", "https://evil.example"), Body.empty()));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.headers().contains("Location")).isFalse();
        assertThat(record(0).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aStreamThatBreaksEndsInAnErrorEventAndAFailedRecord() throws Exception {
        Headers events = Headers.of("Content-Type", "text/event-stream");
        ProxyResponse answer = call(
                request("/v1/messages", "{\"model\":\"claude/c\",\"stream\":true}"),
                new ProxyResponse(
                        200,
                        events,
                        new Body.Push(
                                breaking(
                                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\"}}\n\n"
                                                + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                                                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                                                + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                                                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\nevent: message_del"),
                                OptionalLong.empty())));
        String stream = text(answer.body());
        assertThat(stream)
                .startsWith("event: message_start\n")
                .endsWith("}}\n\n")
                .doesNotContain("message_del");
        assertThat(stream).contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.path("error").path("code").asText()).isEqualTo("stream_broken");
        assertThat(record.path("response").path("id").asText()).isEqualTo("m1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/chat/completions | one/gpt  | data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hi"}}]}        | data: {"error":
            /v1/responses        | one/gpt  | data: {"type":"response.output_text.delta","delta":"Hi","item_id":"m"}   | event: error
            /v1/messages         | claude/c | data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}} | event: error
            """)
    void aStreamThatEndsBeforeItsAnswerDoesEndsInAnErrorEvent(String path, String model, String event, String error)
            throws Exception {
        ProxyResponse answer = call(
                request(path, "{\"model\":\"" + model + "\",\"stream\":true}"),
                new ProxyResponse(
                        200,
                        Headers.of("Content-Type", "text/event-stream"),
                        new Body.Push(giving(event + "\n\n", Flow.Subscriber::onComplete), OptionalLong.empty())));
        assertThat(text(answer.body())).startsWith(event + "\n\n" + error).endsWith("\n\n");
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.path("error").path("code").asText()).isEqualTo("stream_broken");
    }

    @Test
    void aKeyThatTheProviderRefusesIsToldAsItSaysAndRecordedAsOurs() throws Exception {
        byte[] body =
                "{\"error\":{\"message\":\"bad key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"
                        .getBytes(UTF_8);
        ProxyResponse answer = call(
                request("/v1/chat/completions", "{\"model\":\"one/gpt\"}"),
                new ProxyResponse(401, Headers.of("Content-Type", "application/json"), Body.of(body)));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(text(answer.body())).isEqualTo(new String(body, UTF_8));
        assertThat(record(0).path("error").path("kind").asText()).isEqualTo("upstream_authentication");
        assertThat(record(0).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aTransportThatFailsIsToldInTheDialectAndWithoutItsWords() throws Exception {
        ProxyRequest request = request("/v1/messages", "{\"model\":\"claude/c\"}");
        ProxyResponse answer = throughline
                .handle(request, outbound -> CompletableFuture.failedStage(new IOException("secret-host refused")))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(text(answer.body())).contains("\"type\":\"error\"").doesNotContain("secret-host");
        assertThat(record(0).path("attempts").path(0).path("target").asText()).isEqualTo("claude/c");
    }

    @Test
    void aClientThatLeavesWhileTheProviderThinksIsRecordedAsSuch() throws Exception {
        Cancellation cancellation = new Cancellation();
        AtomicBoolean aborted = new AtomicBoolean();
        CompletableFuture<ProxyResponse> thinking = new CompletableFuture<>();
        ProxyRequest request = request("/v1/chat/completions", "{\"model\":\"one/gpt\"}");
        throughline.handle(
                new ProxyRequest(
                        request.method(),
                        request.target(),
                        request.headers(),
                        request.body(),
                        request.attributes().with(Cancellation.KEY, cancellation)),
                outbound -> {
                    outbound.attributes().get(Cancellation.KEY).orElseThrow().onCancel(() -> {
                        aborted.set(true);
                        thinking.completeExceptionally(new IOException("cancelled"));
                    });
                    return thinking;
                });
        cancellation.cancel();
        assertThat(aborted).isTrue();
        assertThat(record(0).path("outcome").asText()).isEqualTo("client_left");
    }

    @Test
    void aCallMayAskNotToBeKept() throws Exception {
        call(request("/v1/chat/completions", "{\"model\":\"one/gpt\"}", "X-Throughline-No-Trace", "true"), json("{}"));
        call(request("/v1/chat/completions", "{\"model\":\"one/gpt\"}", "X-Trace-ID", "kept"), json("{}"));
        throughline.close(Duration.ofSeconds(5));
        assertThat(lines()).hasSize(1).first().asString().contains("kept");
    }

    @Test
    void aTransportThatAnswersAtOnceIsHandledOnTheCallersThread() {
        Thread caller = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        CompletableFuture<ProxyResponse> answer = throughline
                .handle(request("/v1/chat/completions", "{\"model\":\"one/gpt\"}"), outbound -> {
                    threads.add(Thread.currentThread());
                    return CompletableFuture.completedStage(json("{}"));
                })
                .toCompletableFuture();
        assertThat(answer).isDone();
        assertThat(threads).containsExactly(caller);
    }

    @Test
    void signaturesThatAreNoneOfOursAreCounted() throws Exception {
        ProxyResponse answer = call(
                request("/v1/chat/completions", forged("one/gpt", "trace-1", "trace-2")),
                json("{\"id\":\"c1\",\"choices\":[]}"));
        assertThat(answer.headers().first("X-Trace-ID")).isPresent().get().isNotIn("trace-1", "trace-2");
        assertRejected(2);
    }

    @Test
    void soAreThoseInWhatIsCountedAndInWhatIsObserved() throws Exception {
        call(request("/v1/messages/count_tokens", forged("claude/c", "trace-1")), json("{\"input_tokens\":5}"));
        assertRejected(1);
        throughline
                .observe(
                        request("https://claude.example/v1/messages", forged("c", "trace-2")),
                        outbound -> CompletableFuture.completedStage(json("{\"id\":\"m1\",\"content\":[]}")))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertRejected(2);
    }

    /** Returns a request in which an assistant says a text for each of the traces, signed by somebody else. */
    private static String forged(String model, String... traces) {
        InvisibleSignature theirs = new InvisibleSignature(Secret.of("another secret of theirs"));
        String said = Stream.of(traces)
                .map(trace -> "{\"role\":\"assistant\",\"content\":\"A"
                        + theirs.sign("acme", new SignedIds(trace, "thread")) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[" + said + "]}";
    }

    private void assertRejected(int count) throws Exception {
        assertThat(text(call(get("/metrics", "sk-acme-0123456789"), json("{}")).body()))
                .contains("\nthroughline_signatures_rejected_total " + count + ".0\n");
    }

    private ProxyResponse call(ProxyRequest request, ProxyResponse upstream) throws Exception {
        return throughline
                .handle(request, outbound -> {
                    sent.add(outbound);
                    return CompletableFuture.completedStage(upstream);
                })
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static ProxyRequest request(String target, String body, String... more) {
        Headers.Builder headers = Headers.builder()
                .add("Authorization", "Bearer sk-acme-0123456789")
                .add("Content-Type", "application/json");
        for (int i = 0; i < more.length; i += 2) {
            headers.add(more[i], more[i + 1]);
        }
        return new ProxyRequest(
                "POST", URI.create(target), headers.build(), Body.of(body.getBytes(UTF_8)), Attributes.none());
    }

    private static ProxyRequest get(String target, String key) {
        return new ProxyRequest(
                "GET", URI.create(target), Headers.of("x-api-key", key), Body.empty(), Attributes.none());
    }

    private static ProxyResponse json(String body) {
        return new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(body.getBytes(UTF_8)));
    }

    private static Flow.Publisher<ByteBuffer> breaking(String text) {
        return giving(text, subscriber -> subscriber.onError(new IOException("reset")));
    }

    private static Flow.Publisher<ByteBuffer> giving(String text, Consumer<Flow.Subscriber<? super ByteBuffer>> end) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private boolean given;

            @Override
            public void request(long n) {
                if (!given) {
                    given = true;
                    subscriber.onNext(ByteBuffer.wrap(text.getBytes(UTF_8)));
                    end.accept(subscriber);
                }
            }

            @Override
            public void cancel() {}
        });
    }

    private JsonNode record(int index) throws Exception {
        throughline.close(Duration.ofSeconds(5));
        return JSON.readTree(lines().get(index));
    }

    private void awaitRecords(int count) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while ((!Files.exists(directory.resolve("records.jsonl")) || lines().size() < count)
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(lines()).hasSizeGreaterThanOrEqualTo(count);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("records.jsonl"));
    }

    private static String text(Body body) {
        try {
            return new String(body.inputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
