package io.throughline.http;

import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.failureOf;
import static io.throughline.http.BodyReader.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider closes the connections it kept: the next call does not notice, and no request is sent twice. */
@Timeout(60)
class StaleConnectionTest {
    @Test
    void aConnectionClosedWhileIdleIsNotUsed() {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream = ApacheUpstream.builder().ioThreads(1).build();
                ScriptedProvider other = ScriptedProvider.start().answerEach(request -> Script.json("{}"))) {
            Gate gate = new Gate();
            for (int i = 0; i < 200; i++) {
                provider.answer(Script.status(200)
                        .contentLength(2)
                        .write("ok")
                        .hold(gate)
                        .close());
                var response = await(upstream.send(post(provider.uri("/"), Body.of(new byte[10]))));
                assertThat(BodyReader.all(response.body()).text()).isEqualTo("ok");
                gate.release();
                assertThat(provider.awaitConnectionsOpen(0, BodyReader.SOON)).isTrue();
                // one turn of the only I/O thread: what was closed before it is known after it
                BodyReader.all(await(upstream.send(post(other.uri("/"), Body.empty())))
                                .body())
                        .text();
            }
            assertThat(provider.requests()).hasSize(200);
            assertThat(upstream.stats().leased()).isZero();
        }
    }

    @Test
    void aRequestThatWasSentIsNotSentAgain() {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.answer(Script.json("{}"))
                    .answer(Script.raw().close())
                    .answerEach(request -> Script.json("{\"again\":true}"));
            BodyReader.all(await(upstream.send(post(provider.uri("/"), Body.of(new byte[10]))))
                            .body())
                    .text();
            assertThat(failureOf(upstream.send(post(provider.uri("/"), Body.of(new byte[10]))))
                            .kind())
                    .isEqualTo(UpstreamException.Kind.RESET);
            assertThat(provider.requests()).hasSize(2);
            assertThat(provider.connectionsAccepted()).isOne();
        }
    }

    /** To look at a pooled connection takes a turn of the I/O thread, which has other things to do here: that is not the lack of a free place. */
    @Test
    void aLookThatTakesLongIsNoLackOfConnections() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> Script.json("{}"));
                ScriptedProvider other = ScriptedProvider.start().answerEach(request -> Script.json("{}"));
                ApacheUpstream upstream = ApacheUpstream.builder()
                        .ioThreads(1)
                        .leaseTimeout(Duration.ofMillis(100))
                        .build()) {
            BodyReader.all(await(upstream.send(post(provider.uri("/"), Body.empty())))
                            .body())
                    .text();
            passes(Duration.ofMillis(60)); // from then on it is looked at before it is used
            var taken = upstream.send(post(other.uri("/"), Body.empty())).thenAccept(response -> {
                busy.countDown();
                awaited(free);
            });
            awaited(busy);
            var next = upstream.send(post(provider.uri("/"), Body.empty())).toCompletableFuture();
            passes(Duration.ofMillis(300));
            assertThat(next).isNotDone();
            free.countDown();
            assertThat(await(next).status()).isEqualTo(200);
            assertThat(taken.toCompletableFuture()).succeedsWithin(BodyReader.SOON);
            assertThat(provider.connectionsAccepted()).isOne();
        } finally {
            free.countDown();
        }
    }

    private static void passes(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        BodyReader.until(() -> System.nanoTime() > until);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(BodyReader.SOON.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
