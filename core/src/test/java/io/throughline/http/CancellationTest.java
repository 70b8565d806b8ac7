package io.throughline.http;

import static io.throughline.http.BodyReader.SOON;
import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.post;
import static io.throughline.http.BodyReader.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** A client that leaves ends the exchange within a second, at whatever moment it leaves, and nothing stays behind. */
@Timeout(60)
class CancellationTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final ApacheUpstream.Stats NOTHING = new ApacheUpstream.Stats(0, 0, 0);

    private final Cancellation cancellation = new Cancellation();
    private final Attributes leaving = Attributes.none().with(Cancellation.KEY, cancellation);
    private ScriptedProvider provider;
    private ApacheUpstream upstream;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        upstream = ApacheUpstream.create();
    }

    @AfterEach
    void stop() {
        upstream.close();
        provider.close();
    }

    @Test
    void beforeItBegan() {
        cancellation.cancel();
        assertCancelled(upstream.send(with(get(provider.uri("/")), leaving)));
        assertNothingLeft();
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void beforeTheConnection() throws IOException {
        try (FullBacklog nobody = new FullBacklog()) {
            CompletionStage<ProxyResponse> pending = upstream.send(with(get(nobody.uri()), leaving));
            assertThat(until(() -> upstream.stats().leased() == 1)).isTrue();
            cancellation.cancel();
            assertCancelled(pending);
            assertThat(upstream.stats()).isEqualTo(NOTHING);
        }
    }

    @Test
    void duringTheTlsHandshake() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletionStage<ProxyResponse> pending =
                    upstream.send(with(get(URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/")), leaving));
            try (Socket socket = mute.accept()) {
                socket.setSoTimeout(1000);
                assertThat(socket.getInputStream().read()).isEqualTo(22);
                cancellation.cancel();
                assertCancelled(pending);
                assertThat(endOf(socket)).isTrue();
                assertThat(upstream.stats()).isEqualTo(NOTHING);
            }
        }
    }

    @Test
    void whileItWaitsForAFreeConnection() {
        try (ApacheUpstream narrow = ApacheUpstream.builder().maxConnections(1).build()) {
            provider.answerEach(request -> Script.neverAnswer());
            narrow.send(get(provider.uri("/")));
            provider.awaitExchange(SOON);
            CompletionStage<ProxyResponse> pending = narrow.send(with(get(provider.uri("/")), leaving));
            assertThat(narrow.stats()).isEqualTo(new ApacheUpstream.Stats(1, 0, 1));
            cancellation.cancel();
            assertCancelled(pending);
            assertThat(provider.requests()).hasSize(1);
        }
    }

    @Test
    void beforeTheHeaders(TestReporter reporter) {
        provider.answer(Script.neverAnswer());
        CompletionStage<ProxyResponse> pending =
                upstream.send(with(post(provider.uri("/"), Body.of(new byte[9])), leaving));
        ScriptedExchange exchange = provider.awaitExchange(SOON);
        long begun = System.nanoTime();
        cancellation.cancel();
        assertThat(exchange.awaitDisconnect(A_SECOND)).isTrue();
        reporter.publishEntry(
                String.format("cancel seen by the provider within %d us", (System.nanoTime() - begun) / 1000));
        assertCancelled(pending);
        assertNothingLeft();
    }

    @Test
    void byTheStageItself() {
        provider.answer(Script.neverAnswer());
        CompletionStage<ProxyResponse> pending = upstream.send(get(provider.uri("/")));
        ScriptedExchange exchange = provider.awaitExchange(SOON);
        pending.toCompletableFuture().cancel(true);
        assertThat(exchange.awaitDisconnect(A_SECOND)).isTrue();
        assertNothingLeft();
    }

    @Test
    void withinTheBody() {
        provider.answer(Script.eventStream().write(new byte[1000], 1_000_000));
        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));
        BodyReader reader = BodyReader.of(response.body(), 10);
        reader.next();
        ScriptedExchange exchange = provider.awaitExchange(SOON);
        reader.subscription.cancel();
        reader.subscription.cancel();
        assertThat(exchange.awaitDisconnect(A_SECOND)).isTrue();
        assertThat(exchange.bytesWritten()).isLessThan(20_000_000);
        assertThat(reader.failure).isNull();
        assertNothingLeft();
    }

    @Test
    void whileTheProviderIsSilent() {
        Gate gate = new Gate();
        provider.answer(Script.eventStream().event("one").hold(gate).event("two"));
        BodyReader reader =
                BodyReader.all(await(upstream.send(get(provider.uri("/")))).body());
        reader.next();
        reader.subscription.cancel();
        assertThat(provider.awaitExchange(SOON).awaitDisconnect(A_SECOND)).isTrue();
        assertNothingLeft();
    }

    @Test
    void byClosingTheStream() throws IOException {
        provider.answer(Script.eventStream().event("one").stall());
        var stream = await(upstream.send(get(provider.uri("/")))).body().inputStream();
        assertThat(stream.read()).isEqualTo('d');
        stream.close();
        stream.close();
        assertThat(provider.awaitExchange(SOON).awaitDisconnect(A_SECOND)).isTrue();
        assertNothingLeft();
    }

    @Test
    void ofABodyThatNobodyReads() {
        provider.answer(Script.eventStream().event("one").stall());
        await(upstream.send(with(get(provider.uri("/")), leaving)));
        cancellation.cancel();
        assertThat(provider.awaitExchange(SOON).awaitDisconnect(A_SECOND)).isTrue();
        assertNothingLeft();
    }

    @Test
    void tellsASubscriberThatDidNotCancelItself() {
        provider.answer(Script.eventStream().event("one").stall());
        BodyReader reader = BodyReader.of(
                await(upstream.send(with(get(provider.uri("/")), leaving))).body(), 0);
        cancellation.cancel();
        assertThat(reader.failureKind()).isEqualTo(UpstreamException.Kind.CANCELLED);
    }

    @Test
    void harmsNobodyOnceAllHasCome() {
        provider.answerEach(request -> Script.json("{}"));
        BodyReader reader = BodyReader.all(
                await(upstream.send(with(get(provider.uri("/")), leaving))).body());
        assertThat(reader.text()).isEqualTo("{}");
        cancellation.cancel();
        reader.subscription.cancel();
        assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 1, 0));
        assertThat(BodyReader.all(await(upstream.send(get(provider.uri("/")))).body())
                        .text())
                .isEqualTo("{}");
        assertThat(provider.connectionsAccepted()).isOne();
    }

    @RepeatedTest(3)
    void leavesNothingBehindAThousandTimes() {
        provider.answerEach(request -> request.path().endsWith("0")
                ? Script.neverAnswer()
                : Script.eventStream().write(new byte[16_000], 10_000));
        int threads = 0;
        for (int round = 0; round < 10; round++) {
            List<Cancellation> cancellations = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Cancellation mine = new Cancellation();
                CompletionStage<ProxyResponse> pending = upstream.send(
                        with(get(provider.uri("/" + i)), Attributes.none().with(Cancellation.KEY, mine)));
                if (i % 4 == 1) {
                    BodyReader.of(await(pending).body(), 2).subscription.cancel();
                } else if (i % 4 == 2) {
                    pending.thenAccept(response -> BodyReader.of(response.body(), 1));
                }
                cancellations.add(mine);
            }
            cancellations.forEach(Cancellation::cancel);
            if (round == 1) {
                threads = Thread.activeCount();
            }
        }
        assertNothingLeft();
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        assertThat(provider.exchanges()).hasSizeGreaterThan(250);
        assertThat(provider.exchanges()).allMatch(exchange -> exchange.awaitDisconnect(A_SECOND));
    }

    @Test
    void overHttp2AtEachMoment() throws InterruptedException {
        try (H2Provider h2 = H2Provider.start(1_000_000, 500)) {
            Attributes both = leaving.with(ApacheUpstream.PROTOCOL, io.throughline.provider.Provider.Protocol.HTTP_2);
            ProxyRequest request = with(get(h2.uri()), both.with(Cancellation.KEY, new Cancellation()));

            CompletionStage<ProxyResponse> beforeHeaders = upstream.send(with(get(h2.uri()), both));
            H2Provider.Stream first = h2.awaitStream();
            assertThat(first.asked.await(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
            cancellation.cancel();
            assertThat(first.awaitAbort(A_SECOND)).isTrue();
            assertCancelled(beforeHeaders);

            h2.gate.release(3);
            CompletionStage<ProxyResponse> idle = upstream.send(request);
            H2Provider.Stream second = h2.awaitStream();
            BodyReader silent = BodyReader.all(await(idle).body());
            silent.next();
            silent.subscription.cancel();
            assertThat(second.awaitAbort(A_SECOND)).isTrue();

            h2.gate.open();
            BodyReader flowing = BodyReader.all(await(upstream.send(request)).body());
            flowing.next();
            H2Provider.Stream third = h2.awaitStream();
            flowing.subscription.cancel();
            assertThat(third.awaitAbort(A_SECOND)).isTrue();
            assertThat(third.written.get()).isLessThan(50_000_000);

            await(upstream.send(with(
                    get(h2.uri()),
                    Attributes.none()
                            .with(ApacheUpstream.PROTOCOL, io.throughline.provider.Provider.Protocol.HTTP_2)
                            .with(ApacheUpstream.SILENCE, Duration.ofMillis(100))
                            .with(ApacheUpstream.FIRST_BYTE, Duration.ofMillis(100)))));
            assertThat(h2.awaitStream().awaitAbort(Duration.ofSeconds(2))).isTrue();

            assertThat(until(() -> h2.open.get() == 0)).isTrue();
            assertThat(until(() -> upstream.stats().equals(NOTHING))).isTrue();
        }
    }

    private void assertNothingLeft() {
        assertThat(provider.awaitConnectionsOpen(0, A_SECOND.multipliedBy(2))).isTrue();
        assertThat(until(() -> upstream.stats().equals(NOTHING))).isTrue();
    }

    private static void assertCancelled(CompletionStage<ProxyResponse> pending) {
        CompletableFuture<ProxyResponse> future = pending.toCompletableFuture();
        assertThat(future).isDone();
        assertThat(BodyReader.failureOf(pending).kind()).isEqualTo(UpstreamException.Kind.CANCELLED);
    }

    private static boolean endOf(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** A host that neither accepts nor refuses: its queue of connections is full. */
    private static final class FullBacklog implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> fillers = new ArrayList<>();

        private FullBacklog() throws IOException {
            for (int i = 0; i < 8; i++) {
                Socket filler = new Socket();
                try {
                    filler.connect(server.getLocalSocketAddress(), 100);
                    fillers.add(filler);
                } catch (java.net.SocketTimeoutException e) {
                    filler.close();
                    return;
                }
            }
        }

        private URI uri() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
        }

        @Override
        public void close() throws IOException {
            for (Socket filler : fillers) {
                filler.close();
            }
            server.close();
        }
    }
}
