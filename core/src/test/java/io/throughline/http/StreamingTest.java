package io.throughline.http;

import static io.throughline.http.BodyReader.SOON;
import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.provider.Provider.Protocol;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** A frame goes out when it came in: at once, alone, and however many streams there are. */
@Timeout(60)
class StreamingTest {
    @Test
    void eachFrameArrivesBeforeTheNextIsSent(TestReporter reporter) {
        int frames = 200;
        Gate gate = new Gate();
        Script script = Script.eventStream();
        for (int i = 0; i < frames; i++) {
            script = script.hold(gate).event("frame " + i);
        }
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.answer(script);
            BodyReader reader =
                    BodyReader.all(await(upstream.send(get(provider.uri("/")))).body());
            long[] micros = new long[frames];
            for (int i = 0; i < frames; i++) {
                long released = System.nanoTime();
                gate.release();
                assertThat(reader.next()).isEqualTo("data: frame " + i + "\n\n");
                micros[i] = (System.nanoTime() - released) / 1000;
            }
            reader.awaitEnd();
            Arrays.sort(micros);
            reporter.publishEntry(String.format(
                    "frame transit: p50 %d us, p99 %d us", micros[frames / 2], micros[frames * 99 / 100]));
            assertThat(micros[frames / 2]).isLessThan(20_000);
        }
    }

    @Test
    void eachFrameArrivesBeforeTheNextIsSentOverHttp2() {
        int frames = 50;
        try (H2Provider provider = H2Provider.start(frames, 10);
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.gate.release();
            BodyReader reader = BodyReader.all(await(upstream.send(with(
                            get(provider.uri()), Attributes.none().with(ApacheUpstream.PROTOCOL, Protocol.HTTP_2))))
                    .body());
            for (int i = 0; i < frames; i++) {
                provider.gate.release();
                assertThat(reader.next()).hasSize(10);
            }
            reader.awaitEnd();
            assertThat(reader.failure).isNull();
            assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 1, 0));
            assertThat(provider.accepted).hasValue(1);
        }
    }

    @Test
    void carriesFiveHundredPacedStreamsOnAFewThreads(TestReporter reporter) throws InterruptedException {
        int streams = 500;
        int frames = 20;
        Script script = Script.eventStream();
        for (int i = 0; i < frames; i++) {
            script = script.pause(Duration.ofMillis(50)).event("token");
        }
        Script paced = script;
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> paced);
                ApacheUpstream upstream = ApacheUpstream.create()) {
            CountDownLatch done = new CountDownLatch(streams);
            AtomicInteger events = new AtomicInteger();
            AtomicInteger failures = new AtomicInteger();
            int before = Thread.activeCount();
            long begun = System.nanoTime();
            for (int i = 0; i < streams; i++) {
                upstream.send(get(provider.uri("/"))).whenComplete((response, cause) -> {
                    if (cause != null) {
                        failures.incrementAndGet();
                        done.countDown();
                    } else {
                        response.body().publisher(Runnable::run).subscribe(new Counter(events, failures, done));
                    }
                });
            }
            assertThat(done.await(SOON.toMillis() * 3, TimeUnit.MILLISECONDS)).isTrue();
            reporter.publishEntry(String.format(
                    "%d streams of %d events in %d ms (paced to %d), %d more threads, %d connections",
                    streams,
                    frames,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                    frames * 50,
                    Thread.activeCount() - before,
                    provider.connectionsAccepted()));
            assertThat(failures).hasValue(0);
            assertThat(events).hasValueGreaterThanOrEqualTo(streams * frames / 2);
            assertThat(Thread.activeCount() - before).isLessThanOrEqualTo(20);
            BodyReader.until(() -> upstream.stats().leased() == 0);
        }
    }

    private record Counter(AtomicInteger events, AtomicInteger failures, CountDownLatch done)
            implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            events.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {
            failures.incrementAndGet();
            done.countDown();
        }

        @Override
        public void onComplete() {
            done.countDown();
        }
    }
}
