package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.ThroughlineContext;
import io.throughline.ThroughlineContext.Captured;
import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

/** The scope in which an application makes a call goes with it, whichever threads carry it. */
@Timeout(60)
class CallingScopeTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final List<Optional<Captured>> seen = new CopyOnWriteArrayList<>();
    private final Throughline throughline = Throughline.create(
            ThroughlineConfig.parse("""
                    providers: {scripted: {dialect: openai, base-url: "%s/v1", api-key: k, models: [m]}}
                    """.formatted(provider.uri()), "test", Map.of(), Path.of("")),
            Meters.none(),
            carrier -> request -> {
                seen.add(request.attributes().get(ThroughlineContext.KEY));
                return carrier.send(request);
            });

    @AfterEach
    void stop() {
        throughline.close();
        provider.close();
    }

    static Stream<Arguments> clientsAndModes() {
        return Arrays.stream(ApplicationClient.values())
                .flatMap(client -> Arrays.stream(Mode.values()).map(mode -> Arguments.of(client, mode)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void ofTheThread(ApplicationClient client, Mode mode) {
        provider.answer(Script.json("{}"));
        try (ThroughlineContext.Scope scope = ThroughlineContext.with("order-4711", "customer-12", "ada")) {
            client.with(throughline, mode).post(provider.uri("/v1/chat/completions"), CHAT, Map.of());
        }
        assertThat(seen)
                .containsExactly(Optional.of(
                        new Captured(Optional.of("order-4711"), Optional.of("customer-12"), Optional.of("ada"))));
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void ofTheLoggingContext(ApplicationClient client, Mode mode) {
        provider.answer(Script.json("{}"));
        try (MDC.MDCCloseable trace = MDC.putCloseable("throughline.trace", "order-4711");
                MDC.MDCCloseable user = MDC.putCloseable("throughline.user", "ada")) {
            assertThat(List.of(trace, user)).hasSize(2);
            client.with(throughline, mode).post(provider.uri("/v1/chat/completions"), CHAT, Map.of());
        }
        assertThat(seen)
                .containsExactly(
                        Optional.of(new Captured(Optional.of("order-4711"), Optional.empty(), Optional.of("ada"))));
    }

    /** A span is the trace of calls that nothing else places, and what a routed call tells the provider continues it. */
    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void ofTheCurrentSpan(ApplicationClient client, Mode mode) {
        provider.answer(Script.json("{}"));
        SpanContext span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        ResponseEntity<byte[]> answer;
        try (io.opentelemetry.context.Scope scope = Span.wrap(span).makeCurrent()) {
            assertThat(scope).isNotNull();
            answer = client.with(throughline, mode).post(provider.uri("/v1/chat/completions"), CHAT, Map.of());
        }
        assertThat(answer.getHeaders().getFirst("X-Trace-ID")).isEqualTo(span.getTraceId());
        Optional<String> told = provider.requests().get(0).header("traceparent");
        if (mode == Mode.ROUTE) {
            assertThat(told)
                    .hasValueSatisfying(value -> assertThat(value)
                            .startsWith("00-" + span.getTraceId() + "-")
                            .endsWith("-01")
                            .doesNotContain(span.getSpanId()));
        } else {
            assertThat(told).as("an observed call goes out as it was made").isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndModes")
    void ofTheConversationItself(ApplicationClient client, Mode mode) {
        String text = "The capital of Portugal is Lisbon, a city of hills at the mouth of the river Tagus.";
        String answer =
                "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}]}";
        provider.answerEach(request -> Script.json(answer));
        String next = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},{\"role\":\"user\",\"content\":\"And Spain?\"}]}";
        ApplicationClient.Calls calls = client.with(throughline, mode);
        URI target = provider.uri("/v1/chat/completions");
        String trace = calls.post(target, CHAT, Map.of()).getHeaders().getFirst("X-Trace-ID");
        assertThat(calls.post(target, next, Map.of()).getHeaders().getFirst("X-Trace-ID"))
                .isEqualTo(trace);
        assertThat(calls.post(target, next.replace("Hi", "Another"), Map.of())
                        .getHeaders()
                        .getFirst("X-Trace-ID"))
                .isNotEqualTo(trace);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void ofTheReactorContext(Mode mode) {
        provider.answer(Script.json("{}"));
        Captured captured = new Captured(Optional.of("order-4711"), Optional.empty(), Optional.empty());
        try (ThroughlineContext.Scope other = ThroughlineContext.with("another")) {
            WebClient.builder()
                    .filter(new ThroughlineExchangeFilter(throughline, mode))
                    .build()
                    .post()
                    .uri(provider.uri("/v1/chat/completions"))
                    .header("Content-Type", "application/json")
                    .bodyValue(CHAT)
                    .retrieve()
                    .bodyToMono(String.class)
                    .subscribeOn(Schedulers.boundedElastic())
                    .contextWrite(context -> context.put(ThroughlineContext.KEY, captured))
                    .block(Duration.ofSeconds(20));
        }
        assertThat(seen).containsExactly(Optional.of(captured));
    }
}
