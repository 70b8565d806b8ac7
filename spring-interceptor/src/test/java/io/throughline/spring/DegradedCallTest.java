package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.Upstream;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.CharSequenceEncoder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** Where something of Throughline's own fails before a call was sent, the call goes out as the application made it, once, and is counted. */
@Timeout(60)
class DegradedCallTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
            + "{\"role\":\"assistant\",\"content\":\"Hello\"},{\"role\":\"user\",\"content\":\"Again\"}]}";
    private static final String ANSWER = "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[]}";

    private final ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> Script.json(ANSWER));
    private final ReadMeters meters = new ReadMeters();

    @AfterEach
    void stop() {
        provider.close();
    }

    static Stream<Arguments> mounts() {
        return ChaosTest.mounts();
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void aTransportThatCantBeHad(ApplicationClient client, Mode mode) {
        try (Throughline throughline = throughline("", carrier -> {
            throw new IllegalStateException("broken");
        })) {
            assertAnswered(client.with(throughline, mode));
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    /** The sink's and the index' place is down; the call is handled without, and its trace is a new one. */
    @ParameterizedTest
    @MethodSource("mounts")
    void anIndexThatThrows(ApplicationClient client, Mode mode) {
        String shared = "telemetry: {redis: {uri: 'redis://throws'}}";
        try (Throughline throughline = throughline(shared, UnaryOperator.identity())) {
            assertThat(assertAnswered(client.with(throughline, mode))
                            .getHeaders()
                            .getFirst("X-Throughline-Call-Id"))
                    .isNotNull();
            throughline.close(Duration.ofMillis(100)); // a sink that is down is not waited for
        }
        assertThat(meters.faults()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestOfWhichNoCallCanBeMade(Mode mode) {
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            RestClient client = RestClient.builder()
                    .requestInterceptor((request, body, execution) -> execution.execute(new Faulty(request), body))
                    .requestInterceptor(new ThroughlineInterceptor(throughline, mode))
                    .build();
            assertThat(post(client)).isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    @ParameterizedTest
    @EnumSource
    void aTemplatesRequestOfWhichNoCallCanBeMade(Mode mode) {
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            RestTemplate template = new RestTemplate();
            template.getInterceptors().add((request, body, execution) -> execution.execute(new Faulty(request), body));
            template.getInterceptors().add(new ThroughlineInterceptor(throughline, mode));
            RequestEntity<String> request = RequestEntity.post(provider.uri("/v1/chat/completions"))
                    .header("Authorization", "Bearer own-key")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(CHAT);
            assertThat(template.exchange(request, String.class).getBody()).isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    @ParameterizedTest
    @EnumSource
    void aReactiveRequestOfWhichNoCallCanBeMade(Mode mode) {
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            WebClient client = WebClient.builder()
                    .filter((request, next) -> next.exchange(faulty(request)))
                    .filter(new ThroughlineExchangeFilter(throughline, mode))
                    .build();
            assertThat(post(client, BodyInserters.fromValue(CHAT))).isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    /** To route a call is to read its body first. Who only watches it never writes it twice. */
    @Test
    void aReactiveBodyThatThrowsAtTheFirstReading() {
        AtomicBoolean broken = new AtomicBoolean(true);
        BodyInserter<String, ReactiveHttpOutputMessage> plain = BodyInserters.fromValue(CHAT);
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            WebClient client = WebClient.builder()
                    .filter(new ThroughlineExchangeFilter(throughline, Mode.ROUTE))
                    .build();
            assertThat(post(client, (output, context) -> {
                        if (broken.getAndSet(false)) {
                            throw new IllegalStateException("broken");
                        }
                        return plain.insert(output, context);
                    }))
                    .isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    /** Spring's default codecs know nothing of the application's type. */
    @Test
    void aFilterWithoutTheClientsCodecs() {
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            WebClient client = WebClient.builder()
                    .codecs(codecs -> codecs.customCodecs().register(new AskEncoder()))
                    .filter(new ThroughlineExchangeFilter(throughline, Mode.ROUTE))
                    .build();
            assertThat(client.post()
                            .uri(provider.uri("/v1/chat/completions"))
                            .header("Authorization", "Bearer own-key")
                            .contentType(MediaType.valueOf("application/x-ask"))
                            .bodyValue(new Ask(CHAT))
                            .retrieve()
                            .bodyToMono(String.class)
                            .block(Duration.ofSeconds(20)))
                    .isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    @ParameterizedTest
    @EnumSource
    void observersOfTheApplicationThatThrow(Mode mode) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ThrowingHandler());
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            RestClient blocking = RestClient.builder()
                    .requestInterceptor(new ThroughlineInterceptor(throughline, mode, registry))
                    .build();
            assertThat(post(blocking)).isEqualTo(ANSWER);
            WebClient reactive = WebClient.builder()
                    .apply(ThroughlineExchangeFilter.on(throughline, mode, registry))
                    .build();
            assertThat(reactive.post()
                            .uri(provider.uri("/v1/chat/completions"))
                            .bodyValue(CHAT)
                            .retrieve()
                            .bodyToMono(String.class)
                            .block(Duration.ofSeconds(20)))
                    .isEqualTo(ANSWER);
        }
        assertThat(meters.faults()).isGreaterThanOrEqualTo(2);
        assertThat(provider.requests()).hasSize(2);
    }

    private String post(RestClient client) {
        return client.post()
                .uri(provider.uri("/v1/chat/completions"))
                .header("Authorization", "Bearer own-key")
                .contentType(MediaType.APPLICATION_JSON)
                .body(CHAT)
                .retrieve()
                .body(String.class);
    }

    private String post(WebClient client, BodyInserter<?, ? super ClientHttpRequest> body) {
        return client.post()
                .uri(provider.uri("/v1/chat/completions"))
                .header("Authorization", "Bearer own-key")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .bodyToMono(String.class)
                .block(Duration.ofSeconds(20));
    }

    private ResponseEntity<byte[]> assertAnswered(ApplicationClient.Calls calls) {
        ResponseEntity<byte[]> answer =
                calls.post(provider.uri("/v1/chat/completions"), CHAT, Map.of("Authorization", "Bearer own-key"));
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(new String(answer.getBody(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
        return answer;
    }

    private void assertSentOnceAsMade() {
        assertThat(provider.requests()).hasSize(1);
        ReceivedRequest sent = provider.requests().get(0);
        assertThat(sent.text()).isEqualTo(CHAT);
        assertThat(sent.headers("authorization")).containsExactly("Bearer own-key");
    }

    private Throughline throughline(String more, UnaryOperator<Upstream> transport) {
        ThroughlineConfig config =
                ThroughlineConfig.parse("""
                extras: false
                trace: {signatures: off, secret: 0123456789abcdef}
                providers: {scripted: {dialect: openai, base-url: "%s/v1", api-key: k, models: [m]}}
                %s
                """.formatted(provider.uri(), more), "test", Map.of(), Path.of("target"));
        return Throughline.create(config, meters, transport);
    }

    /** A request whose header fields throw at the first reading, which is ours. */
    private static final class Faulty extends HttpRequestWrapper {
        private final AtomicBoolean broken = new AtomicBoolean(true);

        Faulty(HttpRequest request) {
            super(request);
        }

        @Override
        public HttpHeaders getHeaders() {
            if (broken.getAndSet(false)) {
                throw new IllegalStateException("broken");
            }
            return super.getHeaders();
        }
    }

    /** Returns {@code request}, whose header fields throw at the first reading, which is ours. */
    private static ClientRequest faulty(ClientRequest request) {
        AtomicBoolean broken = new AtomicBoolean(true);
        return (ClientRequest) Proxy.newProxyInstance(
                ClientRequest.class.getClassLoader(), new Class<?>[] {ClientRequest.class}, (proxy, method, args) -> {
                    if (method.getName().equals("headers") && broken.getAndSet(false)) {
                        throw new IllegalStateException("broken");
                    }
                    return method.invoke(request, args);
                });
    }

    private record Ask(String json) {}

    private static final class AskEncoder extends org.springframework.core.codec.AbstractEncoder<Ask> {
        private final CharSequenceEncoder text = CharSequenceEncoder.textPlainOnly();

        AskEncoder() {
            super(MimeType.valueOf("application/x-ask"));
        }

        @Override
        public boolean canEncode(ResolvableType type, MimeType mimeType) {
            return super.canEncode(type, mimeType) && type.toClass() == Ask.class;
        }

        @Override
        public Flux<DataBuffer> encode(
                Publisher<? extends Ask> asks,
                DataBufferFactory buffers,
                ResolvableType type,
                MimeType mimeType,
                Map<String, Object> hints) {
            return Flux.from(asks).map(ask -> encodeValue(ask, buffers, type, mimeType, hints));
        }

        @Override
        public DataBuffer encodeValue(
                Ask ask, DataBufferFactory buffers, ResolvableType type, MimeType mimeType, Map<String, Object> hints) {
            return text.encodeValue(ask.json(), buffers, type, MimeTypeUtils.TEXT_PLAIN, hints);
        }
    }

    private static final class ThrowingHandler implements ObservationHandler<Observation.Context> {
        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStart(Observation.Context context) {
            throw new IllegalStateException("broken");
        }
    }
}
