package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.record.CallRecord;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.CharBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.AbstractCharResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.ChainElement;
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

    /**
     * Counted down when the client has returned to who called it. HttpClient 5.6 forgets what a cancel is to end where its connection is there before
     * that (one cancel in 70 here): {@code AsyncConnectExec} sets the dependency that {@code HttpAsyncMainClientExec} has set already.
     */
    private volatile CountDownLatch returned = new CountDownLatch(0);

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

    @Test
    void observedCallsAreAsTheApplicationMadeThem() throws Exception {
        observed(client -> assertObserved((uri, json) -> {
            SimpleHttpResponse response =
                    client.execute(request(uri, json), null).get(10, TimeUnit.SECONDS);
            return new Answer(
                    response.getCode(), ApacheClassicTest.headers(response.getHeaders()), response.getBodyText());
        }));
    }

    @Test
    void whatIsObservedIsRecordedWithItsRequestAndItsAnswer() throws Exception {
        provider.answer(Script.json(Chats.COMPLETION));
        List<CallRecord> records =
                recordedBy(client -> client.execute(request(provider.uri("/v1/chat/completions"), ASK), null)
                        .get(10, TimeUnit.SECONDS));
        assertThat(records).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo(CallRecord.Outcome.COMPLETED);
            assertThat(call.route().requestedModel()).hasValue("gpt-4o");
            assertThat(call.answer().usage()).isPresent();
            assertThat(call.bytes().response()).isEqualTo(Chats.COMPLETION.length());
        });
    }

    @Test
    void whoLeavesAnObservedStreamIsRecordedAsGone() throws Exception {
        provider.answer(Script.eventStream().event("{\"a\":1}").stall());
        returned = new CountDownLatch(1);
        List<CallRecord> records = recordedBy(client -> {
            LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
            Future<Void> call = client.execute(
                    SimpleRequestProducer.create(request(provider.uri("/v1/chat/completions"), STREAM)),
                    new Events(events),
                    null);
            returned.countDown();
            assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("data: {\"a\":1}");
            call.cancel(true);
            assertThat(provider.awaitExchange(PATIENCE).awaitDisconnect(PATIENCE))
                    .isTrue();
        });
        assertThat(records).singleElement().extracting(CallRecord::outcome).isEqualTo(CallRecord.Outcome.CLIENT_LEFT);
    }

    @Test
    void whoCancelsAnObservedCallBeforeTheAnswerIsRecordedAsGone() throws Exception {
        provider.answer(Script.neverAnswer());
        returned = new CountDownLatch(1);
        List<CallRecord> records = recordedBy(client -> {
            Future<SimpleHttpResponse> call = client.execute(request(provider.uri("/v1/chat/completions"), ASK), null);
            returned.countDown();
            ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
            call.cancel(true);
            assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
        });
        assertThat(records).singleElement().extracting(CallRecord::outcome).isEqualTo(CallRecord.Outcome.CLIENT_LEFT);
    }

    @Test
    void anObservedRequestThatIsSentTwiceIsRecordedOnce() throws Exception {
        provider.answer(Script.status(503).header("retry-after", "0").sized("{}"));
        provider.answer(Script.json(Chats.COMPLETION));
        List<CallRecord> records =
                recordedBy(client -> client.execute(request(provider.uri("/v1/chat/completions"), ASK), null)
                        .get(10, TimeUnit.SECONDS));
        assertThat(provider.requests()).hasSize(2);
        assertThat(records).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.bytes().request()).isEqualTo(ASK.length());
        });
    }

    private void observed(Doing doing) throws Exception {
        try (CloseableHttpAsyncClient observing = observing(sdk)) {
            doing.with(observing);
        }
    }

    private List<CallRecord> recordedBy(Doing doing) throws Exception {
        List<CallRecord> records = new CopyOnWriteArrayList<>();
        try (Throughline watched = Handlers.counting(provider, records::add);
                CloseableHttpAsyncClient observing = observing(ThroughlineSdk.of(watched))) {
            doing.with(observing);
        }
        return records;
    }

    /** Nothing is sent before {@link #returned}. */
    private CloseableHttpAsyncClient observing(ThroughlineSdk sdk) {
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .addExecInterceptorFirst("throughline", ThroughlineAsyncExecChainHandler.of(sdk, Mode.OBSERVE))
                .addExecInterceptorBefore(
                        ChainElement.MAIN_TRANSPORT.name(), "returned", (request, body, scope, chain, callback) -> {
                            awaitReturn();
                            chain.proceed(request, body, scope, callback);
                        })
                .build();
        client.start();
        return client;
    }

    private void awaitReturn() throws InterruptedIOException {
        try {
            returned.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** Something done with a client. */
    private interface Doing {
        void with(CloseableHttpAsyncClient client) throws Exception;
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
