package io.throughline.http;

import static io.throughline.http.BodyReader.SOON;
import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.ProxyResponse;
import io.throughline.provider.Provider.Protocol;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** A reader that does not read stops its provider; what waits for it is never more than the window. */
@Timeout(60)
class BackpressureTest {
    private static final int WINDOW = 64 * 1024;
    /** What may wait beside the window: one read and one buffer of the connection. */
    private static final int SLACK = 8 * 1024;

    private static final int FRAMES = 64_000;
    private static final int FRAME = 1000;

    @Test
    void holdsNoMoreThanTheWindowForAReaderThatDoesNotRead(TestReporter reporter) {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.answer(Script.status(200).chunked().write(new byte[FRAME], FRAMES));
            ProxyResponse response = await(upstream.send(get(provider.uri("/"))));
            BodyReader reader = BodyReader.of(response.body(), 0);
            ScriptedExchange exchange = provider.awaitExchange(SOON);
            long stuckAt = untilStill(exchange::bytesWritten);

            reader.subscription.request(1);
            reader.next();
            assertThat(((ResponseBody) reader.subscription).waitingBytes())
                    .isBetween(WINDOW / 2L, (long) WINDOW + SLACK);
            reporter.publishEntry(String.format(
                    "slow reader: provider stopped at %,d of %,d bytes, %,d wait in the window",
                    stuckAt, (long) FRAMES * FRAME, ((ResponseBody) reader.subscription).waitingBytes()));
            assertThat(stuckAt).isLessThan((long) FRAMES * FRAME / 2);

            reader.subscription.request(Long.MAX_VALUE);
            reader.awaitEnd();
            assertThat(reader.failure).isNull();
            assertThat(reader.bytes).isEqualTo((long) FRAMES * FRAME);
            assertThat(reader.broken).hasValue(0);
        }
    }

    @Test
    void holdsNoMoreThanTheWindowOverHttp2(TestReporter reporter) {
        try (H2Provider provider = H2Provider.start(FRAMES / 10, FRAME * 10);
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.gate.open();
            ProxyResponse response = await(upstream.send(
                    with(get(provider.uri()), Attributes.none().with(ApacheUpstream.PROTOCOL, Protocol.HTTP_2))));
            BodyReader reader = BodyReader.of(response.body(), 0);
            long stuckAt = untilStill(provider.awaitStream().written::get);
            long waiting = ((ResponseBody) reader.subscription).waitingBytes();
            reporter.publishEntry(
                    String.format("slow reader, HTTP/2: provider stopped at %,d bytes, %,d wait", stuckAt, waiting));
            assertThat(waiting).isBetween(WINDOW / 2L, (long) WINDOW);

            reader.subscription.request(Long.MAX_VALUE);
            reader.awaitEnd();
            assertThat(reader.failure).isNull();
            assertThat(reader.bytes).isEqualTo((long) FRAMES * FRAME);
            assertThat(reader.broken).hasValue(0);
        }
    }

    @Test
    void servesAReaderThatAsksForOneAtATimeFromAnotherThread() throws IOException {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream =
                        ApacheUpstream.builder().window(10_000).build()) {
            byte[] frame = new byte[997];
            provider.answer(Script.status(200).chunked().write(frame, 20_000));
            InputStream stream =
                    await(upstream.send(get(provider.uri("/")))).body().inputStream();
            byte[] scratch = new byte[5000];
            long total = 0;
            for (int count = stream.read(scratch); count >= 0; count = stream.read(scratch)) {
                total += count;
            }
            assertThat(total).isEqualTo(997L * 20_000);
        }
    }

    @Test
    void servesAReaderThatAsksWithinItsOwnSignals() {
        try (ScriptedProvider provider = ScriptedProvider.start();
                ApacheUpstream upstream = ApacheUpstream.create()) {
            provider.answer(Script.status(200).chunked().write(new byte[10], 100_000));
            AtomicLong total = new AtomicLong();
            java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
            await(upstream.send(get(provider.uri("/"))))
                    .body()
                    .publisher(Runnable::run)
                    .subscribe(new Flow.Subscriber<>() {
                        private Flow.Subscription source;

                        @Override
                        public void onSubscribe(Flow.Subscription subscription) {
                            source = subscription;
                            source.request(1);
                        }

                        @Override
                        public void onNext(ByteBuffer buffer) {
                            total.addAndGet(buffer.remaining());
                            source.request(1);
                        }

                        @Override
                        public void onError(Throwable cause) {}

                        @Override
                        public void onComplete() {
                            done.countDown();
                        }
                    });
            BodyReader.until(() -> done.getCount() == 0);
            assertThat(total).hasValue(1_000_000);
        }
    }

    /** Waits until {@code counter} has not moved for 300 ms, and returns where it stands. */
    private static long untilStill(java.util.function.LongSupplier counter) {
        long[] last = {-1, System.nanoTime()};
        BodyReader.until(() -> {
            long now = counter.getAsLong();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return now > 0 && System.nanoTime() - last[1] > 300_000_000L;
        });
        return last[0];
    }
}
