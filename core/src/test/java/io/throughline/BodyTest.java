package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body in each shape, watched, and turned into another shape at an edge. */
class BodyTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Watch watch = new Watch();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aTapSeesTheBytesOfEveryShapeAndItsEndOnce() throws Exception {
        byte[] bytes = "héllo".getBytes(UTF_8);
        for (Body body : List.of(
                Body.of(bytes),
                new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.empty()),
                new Body.Push(Body.of(bytes).publisher(Runnable::run), OptionalLong.empty()))) {
            Watch seen = new Watch();
            try (InputStream stream = body.tapped(seen).inputStream()) {
                assertThat(stream.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(seen.text()).isEqualTo("héllo");
            assertThat(seen.ends).hasSize(1).first().isInstanceOf(Tap.End.Completed.class);
        }
    }

    @Test
    void closingAStreamEarlyIsACancelledBodyHoweverOftenItIsClosed() throws Exception {
        InputStream stream = new Body.Pull(new ByteArrayInputStream(new byte[10]), OptionalLong.empty())
                .tapped(watch)
                .inputStream();
        assertThat(stream.read()).isZero();
        stream.close();
        stream.close();
        assertThat(watch.ends).hasSize(1).first().isInstanceOf(Tap.End.Cancelled.class);
    }

    @Test
    void aPublisherReadAsAStreamIsAskedForOneBufferAtATime() throws Exception {
        try (SubmissionPublisher<ByteBuffer> source = new SubmissionPublisher<>(threads, 1)) {
            Body.Push body = new Body.Push(source, OptionalLong.empty());
            InputStream stream = body.inputStream();
            Future<Integer> asked = threads.submit(() -> {
                int count = 0;
                // the publisher keeps two buffers itself; a reader that took more would let it go on
                while (source.offer(ByteBuffer.wrap(new byte[] {1, 2}), 200, TimeUnit.MILLISECONDS, null) >= 0) {
                    count++;
                }
                return count;
            });
            assertThat(asked.get(10, TimeUnit.SECONDS)).isLessThan(4);
            assertThat(stream.read()).isEqualTo(1);
            stream.close();
        }
    }

    @Test
    void closingAStreamOverAPublisherCancelsItAndWakesItsReader() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Flow.Publisher<ByteBuffer> silent = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
        InputStream stream = new Body.Push(silent, OptionalLong.empty()).inputStream();
        Future<Integer> read = threads.submit(() -> stream.read());
        assertThatThrownBy(() -> read.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(closed(stream)).isTrue();
        assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(cancelled).isTrue();
    }

    @Test
    void aBrokenPublisherBreaksTheStream() {
        Flow.Publisher<ByteBuffer> breaking = subscriber -> {
            subscriber.onSubscribe(new NoDemand());
            subscriber.onError(new IOException("reset"));
        };
        InputStream stream =
                new Body.Push(breaking, OptionalLong.empty()).tapped(watch).inputStream();
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("reset");
        assertThat(watch.ends).first().isInstanceOf(Tap.End.Failed.class);
    }

    @Test
    void aTapThatFailsChangesNothing() throws Exception {
        Tap failing = new Tap() {
            @Override
            public void bytes(ByteBuffer bytes) {
                throw new IllegalStateException("tap");
            }

            @Override
            public void end(End end) {
                throw new IllegalStateException("tap");
            }
        };
        Body body = new Body.Push(Body.of("abc".getBytes(UTF_8)).publisher(Runnable::run), OptionalLong.of(3));
        assertThat(body.tapped(failing).inputStream().readAllBytes()).asString().isEqualTo("abc");
        assertThat(Body.of("abc".getBytes(UTF_8)).tapped(failing).inputStream().readAllBytes())
                .asString()
                .isEqualTo("abc");
    }

    @Test
    void aStreamReadAsAPublisherIsReadOnlyOnDemandAndOnTheGivenThread() throws Exception {
        List<String> readers = new ArrayList<>();
        InputStream source = new ByteArrayInputStream("abc".getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                readers.add(Thread.currentThread().getName());
                return super.read(target, offset, length);
            }
        };
        Body body = new Body.Pull(source, OptionalLong.empty());
        ExecutorService reads = Executors.newSingleThreadExecutor(task -> new Thread(task, "reads"));
        try {
            Body push = new Body.Push(body.publisher(reads), OptionalLong.empty());
            InputStream stream = push.inputStream();
            assertThat(readers).isEmpty();
            assertThat(stream.readAllBytes()).asString().isEqualTo("abc");
            assertThat(readers).isNotEmpty().containsOnly("reads");
        } finally {
            reads.shutdownNow();
        }
    }

    @Test
    void aReaderThatLeavesWhileItIsHandedBytesHasThem() {
        ManualSource source = new ManualSource();
        Flow.Subscription[] subscription = new Flow.Subscription[1];
        new Body.Push(source, OptionalLong.empty())
                .tapped(watch)
                .publisher(Runnable::run)
                .subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        subscription[0] = given;
                    }

                    @Override
                    public void onNext(ByteBuffer buffer) {
                        subscription[0].cancel();
                    }

                    @Override
                    public void onError(Throwable cause) {}

                    @Override
                    public void onComplete() {}
                });
        source.subscriber.onNext(ByteBuffer.wrap("last".getBytes(UTF_8)));
        assertThat(watch.text()).isEqualTo("last");
        assertThat(watch.ends).hasSize(1).first().isInstanceOf(Tap.End.Cancelled.class);
    }

    @Test
    void aTapSeesNothingThatComesAfterTheReaderHasLeft() throws Exception {
        ManualSource source = new ManualSource();
        Tap leaving = new Tap() {
            @Override
            public void bytes(ByteBuffer buffer) {
                watch.bytes(buffer);
            }

            @Override
            public void end(End end) {
                source.subscriber.onNext(ByteBuffer.wrap("late".getBytes(UTF_8)));
                watch.end(end);
            }
        };
        new TappedPublisher(source, leaving).subscribe(new PushInputStream().subscriber());
        source.subscriber.onNext(ByteBuffer.wrap("seen".getBytes(UTF_8)));
        ((Flow.Subscription) source.subscriber).cancel();
        assertThat(watch.text()).isEqualTo("seen");
        assertThat(watch.ends).hasSize(1);
    }

    private static boolean closed(InputStream stream) {
        try {
            stream.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class ManualSource implements Flow.Publisher<ByteBuffer> {
        private Flow.Subscriber<? super ByteBuffer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
            subscriber = reader;
            reader.onSubscribe(new NoDemand());
        }
    }

    private static final class NoDemand implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    private static final class Watch implements Tap {
        private final StringBuilder bytes = new StringBuilder();
        private final List<End> ends = new ArrayList<>();

        String text() {
            return new String(bytes.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8);
        }

        @Override
        public void bytes(ByteBuffer buffer) {
            bytes.append(java.nio.charset.StandardCharsets.ISO_8859_1.decode(buffer));
        }

        @Override
        public void end(End end) {
            ends.add(end);
        }
    }
}
