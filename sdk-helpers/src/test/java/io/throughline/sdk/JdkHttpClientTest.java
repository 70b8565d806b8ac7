package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Mode;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The JDK's client, whose calls of providers go through the handler and over its own connections. */
class JdkHttpClientTest extends HttpClientContract {
    private final HttpClient plain =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpClient client = ThroughlineHttpClient.of(sdk, plain);

    @Override
    Answer post(boolean through, URI uri, String json) throws Exception {
        return post(through ? client : plain, uri, json);
    }

    @Test
    void observedCallsAreAsTheApplicationMadeThem() throws Exception {
        HttpClient observing = ThroughlineHttpClient.of(sdk, plain, Mode.OBSERVE);
        assertObserved((uri, json) -> post(observing, uri, json));
    }

    private static Answer post(HttpClient by, URI uri, String json) throws Exception {
        HttpResponse<String> response = by.send(request(uri, json).build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().map().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, field -> field.getValue().get(0))),
                response.body());
    }

    @Override
    Reading open(URI uri, String json) throws Exception {
        InputStream body = client.send(request(uri, json).build(), BodyHandlers.ofInputStream())
                .body();
        return new LineReading(body);
    }

    @Test
    void asynchronously() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        assertThat(client.sendAsync(
                                request(provider.uri("/v1/chat/completions"), ASK)
                                        .build(),
                                BodyHandlers.ofString())
                        .get(10, TimeUnit.SECONDS)
                        .body())
                .isEqualTo(Chats.COMPLETION);
    }

    @Test
    void whoCancelsBeforeTheAnswerEndsTheCallAtTheProvider() {
        provider.answer(Script.neverAnswer());
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(
                request(provider.uri("/v1/chat/completions"), ASK).build(), BodyHandlers.ofString());
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        call.cancel(true);
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void whoCancelsAmidTheAnswerEndsTheCallAtTheProvider() {
        provider.answer(Script.eventStream().event("{\"a\":1}").stall());
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<?> reading = client.sendAsync(
                request(provider.uri("/v1/chat/completions"), STREAM).build(), info -> {
                    begun.countDown();
                    return BodyHandlers.ofString().apply(info);
                });
        assertThat(await(begun)).isTrue();
        reading.cancel(true);
        assertThat(provider.awaitExchange(PATIENCE).awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void whoHasNoMorePatienceEndsTheCallAtTheProvider() {
        provider.answer(Script.neverAnswer());
        HttpRequest hasty = request(provider.uri("/v1/chat/completions"), ASK)
                .timeout(Duration.ofMillis(300))
                .build();
        assertThatThrownBy(() -> client.send(hasty, BodyHandlers.ofString())).isInstanceOf(IOException.class);
        assertThat(provider.awaitExchange(PATIENCE).awaitDisconnect(PATIENCE)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HttpRequest.Builder request(URI uri, String json) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer own-key")
                .POST(BodyPublishers.ofString(json));
    }

    /** Lines of a stream. */
    record LineReading(InputStream body, BufferedReader lines) implements Reading {
        LineReading(InputStream body) {
            this(body, new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
        }

        @Override
        public String nextEvent() throws IOException {
            String line = lines.readLine();
            while (line != null && line.isEmpty()) {
                line = lines.readLine();
            }
            return line;
        }

        @Override
        public void leave() throws IOException {
            body.close();
        }
    }
}
