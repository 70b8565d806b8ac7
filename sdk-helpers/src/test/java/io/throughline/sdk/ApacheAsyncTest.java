package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import java.net.URI;
import java.nio.CharBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.AbstractCharResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apache HttpClient's asynchronous client with the handler in its chain. */
class ApacheAsyncTest extends HttpClientContract {
    private final CloseableHttpAsyncClient plain = HttpAsyncClients.createDefault();
    private final CloseableHttpAsyncClient client = HttpAsyncClients.custom()
            .addExecInterceptorFirst("throughline", ThroughlineAsyncExecChainHandler.of(sdk))
            .disableAutomaticRetries()
            .build();

    @BeforeEach
    void startClients() {
        plain.start();
        client.start();
    }

    @AfterEach
    void stopClients() throws Exception {
        client.close();
        plain.close();
    }

    @Override
    Answer post(boolean through, URI uri, String json) throws Exception {
        SimpleHttpResponse response =
                (through ? client : plain).execute(request(uri, json), null).get(10, TimeUnit.SECONDS);
        return new Answer(response.getCode(), ApacheClassicTest.headers(response.getHeaders()), response.getBodyText());
    }

    @Override
    Reading open(URI uri, String json) {
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        Future<Void> call = client.execute(SimpleRequestProducer.create(request(uri, json)), new Events(events), null);
        return new Reading() {
            @Override
            public String nextEvent() throws InterruptedException {
                return events.poll(10, TimeUnit.SECONDS);
            }

            @Override
            public void leave() {
                call.cancel(true);
            }
        };
    }

    @Test
    void whoCancelsBeforeTheAnswerEndsTheCallAtTheProvider() {
        provider.answer(Script.neverAnswer());
        Future<SimpleHttpResponse> call = client.execute(request(provider.uri("/v1/chat/completions"), ASK), null);
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        call.cancel(true);
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    private static SimpleHttpRequest request(URI uri, String json) {
        return SimpleRequestBuilder.post(uri)
                .setHeader("Authorization", "Bearer own-key")
                .setBody(json, ContentType.APPLICATION_JSON)
                .build();
    }

    /** Whole frames, as this provider sends them. */
    private static final class Events extends AbstractCharResponseConsumer<Void> {
        private final LinkedBlockingQueue<String> events;

        Events(LinkedBlockingQueue<String> events) {
            this.events = events;
        }

        @Override
        protected void start(HttpResponse response, ContentType type) {}

        @Override
        protected int capacityIncrement() {
            return 1024;
        }

        @Override
        protected void data(CharBuffer text, boolean last) {
            if (text.hasRemaining()) {
                events.add(text.toString().strip());
            }
        }

        @Override
        protected Void buildResult() {
            return null;
        }

        @Override
        public void failed(Exception cause) {}

        @Override
        public void releaseResources() {}
    }
}
