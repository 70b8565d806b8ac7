package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.ThroughlineContext;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What every HTTP client on the handler holds to. */
abstract class HttpClientContract {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final String ASK = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    static final String STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");

    final ScriptedProvider provider = ScriptedProvider.start();
    final ScriptedProvider elsewhere = ScriptedProvider.start();
    final List<ProxyRequest> sent = new CopyOnWriteArrayList<>();
    final Throughline throughline = Handlers.over(provider, sent::add);
    final ThroughlineSdk sdk = ThroughlineSdk.of(throughline).trace("session-123");

    @AfterEach
    void stopHandler() {
        throughline.close();
        provider.close();
        elsewhere.close();
    }

    /** Posts JSON with a key of the application's own, through the handler or past it. */
    abstract Answer post(boolean through, URI uri, String json) throws Exception;

    /** Posts JSON through the handler and reads as the answer comes. */
    abstract Reading open(URI uri, String json) throws Exception;

    @Test
    void aCallGoesThroughTheHandler() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        Answer answer = post(true, provider.uri("/v1/chat/completions"), ASK);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("x-trace-id", "session-123");
        assertThat(answer.headers()).containsEntry("x-throughline-provider", "openai");
        assertThat(answer.text()).isEqualTo(Chats.COMPLETION);
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.headers("authorization")).containsExactly("Bearer " + Handlers.PROVIDER_KEY);
        assertThat(request.headers("content-type")).hasSize(1);
        assertThat(request.text()).isEqualTo(ASK);
    }

    @Test
    void anotherProvidersModelGoesToThatProvider() throws Exception {
        provider.answer(Script.json(Messages.MESSAGE));
        Answer answer =
                post(true, provider.uri("/v1/chat/completions"), ASK.replace("gpt-4o", "anthropic/claude-sonnet-4-6"));
        assertThat(answer.text()).contains("\"chat.completion\"").contains("Hello");
        assertThat(provider.awaitExchange(PATIENCE).request().path()).isEqualTo("/v1/messages");
    }

    @Test
    void aBareNameMeansTheProviderWhoseHostIsCalled() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        post(true, provider.uri("/v1/chat/completions"), ASK.replace("gpt-4o", "claude-sonnet-4-6"));
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.text()).contains("\"claude-sonnet-4-6\"");
    }

    @Test
    void theOpenScopeGoesWithTheCall() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        try (ThroughlineContext.Scope scope = ThroughlineContext.with("order-4711")) {
            post(true, provider.uri("/v1/chat/completions"), ASK);
        }
        assertThat(sent)
                .singleElement()
                .satisfies(request -> assertThat(request.attributes().get(ThroughlineContext.KEY))
                        .hasValueSatisfying(said -> assertThat(said.trace()).hasValue("order-4711")));
    }

    @Test
    void theLoggingContextGoesWithTheCall() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        try (MDC.MDCCloseable trace = MDC.putCloseable("throughline.trace", "order-4711")) {
            assertThat(trace).isNotNull();
            post(true, provider.uri("/v1/chat/completions"), ASK);
        }
        assertThat(sent)
                .singleElement()
                .satisfies(request -> assertThat(request.attributes().get(ThroughlineContext.KEY))
                        .hasValueSatisfying(said -> assertThat(said.trace()).hasValue("order-4711")));
    }

    @Test
    void theProviderIsToldOfTheCurrentSpan() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        SpanContext span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (Scope scope = Span.wrap(span).makeCurrent()) {
            assertThat(scope).isNotNull();
            post(true, provider.uri("/v1/chat/completions"), ASK);
        }
        assertThat(provider.awaitExchange(PATIENCE).request().header("traceparent"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("00-" + span.getTraceId() + "-"));
    }

    /** What goes out is as the application made it, what comes back as the provider made it, and the handler has seen it. */
    final void assertObserved(Posting client) throws Exception {
        String text = Chats.COMPLETION.replace("Hello", "0123456789".repeat(10_000));
        provider.answerEach(request -> Script.json(text));
        Answer answer = client.post(provider.uri("/v1/chat/completions"), ASK);
        post(false, provider.uri("/v1/chat/completions"), ASK);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.headers()).containsKey("x-throughline-call-id").containsEntry("x-trace-id", "session-123");
        ReceivedRequest observed = provider.awaitExchange(PATIENCE).request();
        ReceivedRequest plain = provider.awaitExchange(PATIENCE).request();
        assertThat(observed.headerLines()).isEqualTo(plain.headerLines());
        assertThat(observed.header("authorization")).isEqualTo(Optional.of("Bearer own-key"));
        assertThat(observed.body()).isEqualTo(plain.body());
        assertThat(sent).hasSize(1);
    }

    /** Posts JSON with a key of the application's own. */
    interface Posting {
        Answer post(URI uri, String json) throws Exception;
    }

    @Test
    void theSimulatedModelNeedsNoNetwork() throws Exception {
        String ask = ASK.replace("gpt-4o", "echo/echo-fast").replace("Hi", "Tell me of rivers");
        assertThat(post(true, provider.uri("/v1/chat/completions"), ask).text()).contains("rivers");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void anErrorIsTheProviders() throws Exception {
        provider.answer(Script.status(429).header("retry-after", "7").sized("{\"error\":{\"message\":\"Slow down\"}}"));
        Answer answer = post(true, provider.uri("/v1/chat/completions"), ASK);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers()).containsEntry("retry-after", "7");
        assertThat(answer.text()).contains("Slow down");
    }

    @Test
    void aLargeAnswerComesWhole() throws Exception {
        String text = Chats.COMPLETION.replace("Hello", "0123456789".repeat(100_000));
        provider.answer(Script.json(text));
        assertThat(post(true, provider.uri("/v1/chat/completions"), ASK).text()).isEqualTo(text);
    }

    @Test
    void eventsComeOneByOneAndLeavingReachesTheProvider() throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event("{\"a\":1}")
                .hold(gate)
                .event("{\"a\":2}")
                .stall());
        Reading reading = open(provider.uri("/v1/chat/completions"), STREAM);
        assertThat(reading.nextEvent()).isEqualTo("data: {\"a\":1}");
        gate.release();
        assertThat(reading.nextEvent()).isEqualTo("data: {\"a\":2}");
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        reading.leave();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void whatIsNoCallOfAProviderPassesByteForByte() throws Exception {
        assertUntouched(elsewhere, "/v1/chat/completions");
        assertUntouched(provider, "/v1/files");
    }

    private void assertUntouched(ScriptedProvider host, String path) throws Exception {
        host.answerEach(request -> Script.json("{}").header("X-Of-Theirs", "1"));
        assertThat(post(true, host.uri(path), ASK)).isEqualTo(post(false, host.uri(path), ASK));
        ReceivedRequest with = host.awaitExchange(PATIENCE).request();
        ReceivedRequest without = host.awaitExchange(PATIENCE).request();
        assertThat(with.requestLine()).isEqualTo(without.requestLine());
        assertThat(with.headerLines()).isEqualTo(without.headerLines());
        assertThat(with.header("authorization")).isEqualTo(Optional.of("Bearer own-key"));
        assertThat(with.body()).isEqualTo(without.body());
    }

    /** What came, header names in lower case. */
    record Answer(int status, Map<String, String> headers, String text) {}

    /** An answer under way. */
    interface Reading {
        /** Waits for a line that is not empty. */
        String nextEvent() throws Exception;

        /** Ends the call. */
        void leave() throws Exception;
    }
}
