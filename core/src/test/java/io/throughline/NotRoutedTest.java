package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where something of ours fails before an application's call was sent, its mount is told; what fails later is told by the response. */
class NotRoutedTest {
    private static final ProxyRequest CALL = new ProxyRequest(
            "POST",
            URI.create("https://api.openai.com/v1/chat/completions"),
            Headers.of("content-type", "application/json"),
            Body.of("{\"model\":\"gpt-4o\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8)),
            Attributes.none());

    private final List<ProxyRequest> sent = new CopyOnWriteArrayList<>();

    @Test
    void aFaultBeforeAnythingWasSentIsToldToTheMount() {
        try (Throughline throughline = over(client -> {
            throw new IllegalStateException("broken");
        })) {
            CompletableFuture<ProxyResponse> answer = route(throughline, this::answered);
            assertThat(answer.handle((response, thrown) -> thrown).join())
                    .satisfies(thrown ->
                            assertThat(NotRoutedException.isToldBy(thrown)).isTrue());
            assertThat(answer.handle((response, thrown) -> thrown).join())
                    .rootCause()
                    .hasMessage("broken");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void anObservedCallGoesOutAsItWas() {
        try (Throughline throughline = over(client -> {
            throw new IllegalStateException("broken");
        })) {
            assertThat(throughline
                            .observe(CALL, this::answered)
                            .toCompletableFuture()
                            .join()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(sent).singleElement().isSameAs(CALL);
    }

    @Test
    void whatFailsLaterIsToldByTheResponse() {
        try (Throughline throughline =
                over(client -> request -> client.send(request).thenApply(answer -> {
                    throw new IllegalStateException("broken");
                }))) {
            assertThat(route(throughline, this::answered).join().status()).isEqualTo(500);
        }
        assertThat(sent).hasSize(1);
    }

    @Test
    void aProviderThatIsNotThereIsNoFaultOfOurs() {
        try (Throughline throughline = over(UnaryOperator.identity())) {
            assertThat(route(throughline, request -> CompletableFuture.failedStage(new IOException("no route")))
                            .join()
                            .status())
                    .isEqualTo(502);
        }
    }

    @Test
    void whatIsRefusedIsNotSentPastTheRules() {
        ProxyRequest malformed = CALL.with(CALL.headers().with("X-Trace-ID", "no id at all"));
        try (Throughline throughline = over(UnaryOperator.identity())) {
            assertThat(throughline
                            .route(malformed, this::answered)
                            .toCompletableFuture()
                            .join()
                            .status())
                    .isEqualTo(400);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void itIsToldWrappedOrNot() {
        NotRoutedException told = new NotRoutedException(new IllegalStateException());
        assertThat(NotRoutedException.isToldBy(told)).isTrue();
        assertThat(NotRoutedException.isToldBy(new CompletionException(told))).isTrue();
        assertThat(NotRoutedException.isToldBy(new IOException())).isFalse();
    }

    private static CompletableFuture<ProxyResponse> route(Throughline throughline, Upstream client) {
        return throughline.route(CALL, client).toCompletableFuture();
    }

    private CompletionStage<ProxyResponse> answered(ProxyRequest request) {
        sent.add(request);
        return CompletableFuture.completedStage(new ProxyResponse(200, Headers.none(), Body.empty()));
    }

    private static Throughline over(UnaryOperator<Upstream> transport) {
        String yaml = "{extras: false, retry: {max-attempts: 1}, providers: {openai: {api-key: k, models: [gpt-4o]}}}";
        return Throughline.create(ThroughlineConfig.parse(yaml, "t", Map.of(), Path.of("")), Meters.none(), transport);
    }
}
