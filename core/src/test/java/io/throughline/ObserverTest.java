package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.config.ThroughlineConfig;
import io.throughline.mark.MarkSettings;
import io.throughline.price.Pricing;
import io.throughline.provider.Provider;
import io.throughline.record.CallRecord;
import io.throughline.record.CallWatch;
import io.throughline.route.ResponseOwners;
import io.throughline.wire.ByteBudget;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that an application makes itself: which are known, and that the watching never changes them. */
class ObserverTest {
    private static final Map<String, Provider> PROVIDERS =
            ThroughlineConfig.parse("""
                    providers:
                      openai: {api-key: k}
                      anthropic: {api-key: k}
                      gemini: {api-key: k}
                      azure: {base-url: https://x.openai.azure.com, api-key: k}
                    """, "test", Map.of(), Path.of("")).providers();
    private static final Joining UNUSED = joining();
    private final ClientCalls calls = new ClientCalls(PROVIDERS, id -> false);

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1/chat/completions, openai, openai-chat, true",
        "https://API.openai.com:443/v1/responses, openai, openai-responses, true",
        "https://api.openai.com/v1/embeddings, openai, openai-embeddings, true",
        "https://api.anthropic.com/v1/messages?beta=true, anthropic, anthropic-messages, true",
        "https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent, gemini, gemini-generate-content, true",
        "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1, azure, openai-chat, false"
    })
    void knownCalls(URI target, String provider, String dialect, boolean routable) {
        ClientCall call = calls.find(post(target)).orElseThrow();
        assertThat(call.provider().name()).isEqualTo(provider);
        assertThat(call.dialect().name()).isEqualTo(dialect);
        assertThat(calls.routed(post(target)).isPresent()).isEqualTo(routable);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1/files",
        "https://api.openai.com.evil.example/v1/chat/completions",
        "http://api.openai.com/v1/chat/completions",
        "https://example.com/v1/chat/completions"
    })
    void otherCallsAreNot(URI target) {
        assertThat(calls.find(post(target))).isEmpty();
        assertThat(calls.routed(post(target))).isEmpty();
    }

    @Test
    void faultOfTheWatchingIsCountedAndThePlainCallIsMade() {
        LongAdder faults = new LongAdder();
        Observer observer = new Observer(
                calls,
                dialect -> {
                    throw new IllegalStateException("no recording today");
                },
                UNUSED,
                new ByteBudget(1),
                new ByteBudget(1),
                1,
                faults);
        ProxyRequest request = post(URI.create("https://api.openai.com/v1/chat/completions"));
        ProxyResponse answer = new ProxyResponse(200, Headers.none(), Body.empty());
        ProxyResponse got = observer.call(request, sent -> {
                    assertThat(sent).isSameAs(request);
                    return CompletableFuture.completedStage(answer);
                })
                .toCompletableFuture()
                .join();
        assertThat(got).isSameAs(answer);
        assertThat(faults.sum()).isEqualTo(1);
    }

    @Test
    void whatTheClientThrowsIsThrown() {
        IOException thrown = new IOException("no route to host");
        try (Throughline throughline = Throughline.create(
                ThroughlineConfig.parse("providers: {openai: {api-key: k}}", "t", Map.of(), Path.of("")))) {
            ProxyRequest request = post(URI.create("https://api.openai.com/v1/chat/completions"));
            assertThatThrownBy(() -> throughline
                            .observe(request, sent -> CompletableFuture.failedStage(thrown))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(thrown);
        }
    }

    /** The application's own client sent the one, Throughline the other; who reads their records sees no difference. */
    @ParameterizedTest
    @CsvSource({
        "400, application/json, '{\"error\":{\"message\":\"no\"}}', status",
        "503, text/html, '<p>no</p>', status",
        "429, application/json, '', status",
        "200, application/json, '{\"error\":{\"message\":\"no\"}}', error_in_answer",
        "200, text/event-stream, 'data: {\"error\":{\"message\":\"no\"}}\n\n', error_in_answer",
        "200, application/json, '{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}', none"
    })
    void anObservedAttemptIsOfTheClassOfARoutedOne(int status, String type, String body, String errorClass)
            throws Exception {
        byte[] bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        Upstream client = sent -> CompletableFuture.completedStage(
                new ProxyResponse(status, Headers.of("Content-Type", type), Body.of(bytes)));
        String yaml = "{extras: false, retry: {max-attempts: 1}, providers: {openai: {api-key: k}}}";
        for (Mode mode : Mode.values()) {
            try (Throughline throughline =
                    Throughline.create(ThroughlineConfig.parse(yaml, "t", Map.of(), Path.of("")))) {
                CompletableFuture<CallRecord> ended = new CompletableFuture<>();
                CallWatch watch = call -> ended.complete(call.orElseThrow());
                ProxyRequest request = post(URI.create("https://api.openai.com/v1/chat/completions"));
                ProxyResponse answer = mode.call(
                                throughline, request.with(request.attributes().with(CallWatch.KEY, watch)), client)
                        .toCompletableFuture()
                        .join();
                assertThat(answer.status()).isEqualTo(status);
                answer.body().inputStream().readAllBytes();
                assertThat(ended.get(20, TimeUnit.SECONDS).attempts())
                        .as(mode.name())
                        .singleElement()
                        .satisfies(attempt -> {
                            assertThat(attempt.status()).contains(status);
                            assertThat(attempt.errorClass().orElse("none")).isEqualTo(errorClass);
                        });
            }
        }
    }

    @Test
    void anOpenScopeIsTheTraceOfWhatIsObservedAndRouted() {
        String yaml = "{extras: false, providers: {openai: {api-key: k}}}";
        Upstream client = sent -> CompletableFuture.completedStage(
                new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(new byte[0])));
        try (Throughline throughline = Throughline.create(ThroughlineConfig.parse(yaml, "t", Map.of(), Path.of("")));
                ThroughlineContext.Scope scope = ThroughlineContext.with("order-4711", "customer-12", "ada")) {
            ProxyRequest request = post(URI.create("https://api.openai.com/v1/chat/completions"));
            for (ProxyResponse answer : List.of(
                    throughline.observe(request, client).toCompletableFuture().join(),
                    throughline.route(request, client).toCompletableFuture().join())) {
                assertThat(answer.headers().first("X-Trace-ID")).contains("order-4711");
                assertThat(answer.headers().first("X-Thread-ID")).contains("customer-12");
            }
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void applicationNeedsNoKeyAndNoHeaderMakesOne() {
        String yaml = "{keys: [{name: a, key: a-long-enough-key}], providers: {openai: {api-key: k}}}";
        try (Throughline throughline = Throughline.create(ThroughlineConfig.parse(yaml, "t", Map.of(), Path.of("")))) {
            ProxyRequest outbound = post(URI.create("https://api.openai.com/v1/chat/completions"));
            ProxyResponse served = throughline
                    .route(
                            outbound,
                            sent -> CompletableFuture.completedStage(
                                    new ProxyResponse(200, Headers.none(), Body.of(new byte[0]))))
                    .toCompletableFuture()
                    .join();
            assertThat(served.status()).isEqualTo(200);
            ProxyRequest outside = new ProxyRequest(
                    "POST",
                    URI.create("/v1/chat/completions"),
                    Headers.of("caller", "in-process", "x-throughline-caller", "in-process"),
                    outbound.body(),
                    Attributes.none());
            assertThat(throughline.handle(outside).toCompletableFuture().join().status())
                    .isEqualTo(401);
        }
    }

    private static Joining joining() {
        Conversations conversations = Conversations.open(ThroughlineConfig.parse("{}", "t", Map.of(), Path.of("")));
        return new Joining(
                MarkSettings.DEFAULTS,
                conversations.signatures(),
                conversations.continuity(),
                new ResponseOwners(),
                new AgentWatch(() -> true, record -> {}),
                new Extras(Pricing.none()),
                new ByteBudget(1),
                new LongAdder());
    }

    private static ProxyRequest post(URI target) {
        byte[] body = "{\"model\":\"gpt-4o\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
        return new ProxyRequest("POST", target, Headers.none(), Body.of(body), Attributes.none());
    }
}
