package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A body is read whole or not at all, and never further than the limit. */
class BodyCollectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteBudget budget = new ByteBudget(1_000);
    private final Clock clock = new Clock();

    @Test
    void collectsEveryShape() {
        byte[] bytes = "hello".getBytes();
        assertThat(collected(Body.of(bytes), 10)).isInstanceOf(BodyCollector.Whole.class);
        assertThat(collected(new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.empty()), 10))
                .isInstanceOf(BodyCollector.Whole.class);
        assertThat(collected(new Body.Push(Body.of(bytes).publisher(Runnable::run), OptionalLong.of(5)), 10))
                .isInstanceOfSatisfying(
                        BodyCollector.Whole.class,
                        whole -> assertThat(whole.bytes()).isEqualTo(bytes));
        assertThat(budget.held()).isEqualTo(15);
    }

    @Test
    void aLengthOverTheLimitIsRefusedBeforeAByteIsRead() {
        Endless source = new Endless();
        assertThat(collected(new Body.Push(source, OptionalLong.of(11)), 10))
                .isInstanceOf(BodyCollector.TooLarge.class);
        assertThat(source.given.get()).isZero();
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void aBodyOfNoKnownLengthIsReadNoFurtherThanTheLimit() {
        Endless source = new Endless();
        assertThat(collected(new Body.Push(source, OptionalLong.empty()), 350))
                .isInstanceOf(BodyCollector.TooLarge.class);
        assertThat(source.given.get()).isEqualTo(4);
        assertThat(source.cancelled).isTrue();
        assertThat(budget.held()).isZero();
    }

    @Test
    void whatAllBodiesShareIsHeeded() {
        budget.take(900);
        assertThat(collected(new Body.Push(new Endless(), OptionalLong.empty()), 10_000))
                .isInstanceOf(BodyCollector.NoRoom.class);
        assertThat(budget.held()).isEqualTo(900);
    }

    @Test
    void aBrokenSourceGivesItsBytesBack() {
        Flow.Publisher<ByteBuffer> breaking = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private boolean given;

            @Override
            public void request(long n) {
                if (!given) {
                    given = true;
                    subscriber.onNext(ByteBuffer.allocate(100));
                    subscriber.onError(new IOException("reset"));
                }
            }

            @Override
            public void cancel() {}
        });
        assertThat(collected(new Body.Push(breaking, OptionalLong.empty()), 1_000))
                .isInstanceOf(BodyCollector.Broken.class);
        assertThat(budget.held()).isZero();
    }

    @Test
    void aSourceThatIsSilentForTooLongIsLeft() {
        Slow source = new Slow();
        CompletableFuture<BodyCollector.Result> result = patiently(source);
        source.give(100);
        clock.pass(Duration.ofSeconds(20));
        source.give(100);
        clock.pass(Duration.ofSeconds(20));
        assertThat(result).isNotDone();
        clock.pass(Duration.ofSeconds(10));
        assertThat(result)
                .isCompletedWithValueMatching(it -> it instanceof BodyCollector.Silent silent
                        && silent.time().equals(PATIENCE));
        assertThat(source.cancelled).isTrue();
        assertThat(budget.held()).isZero();
        source.give(100);
        assertThat(budget.held()).isZero();
    }

    @Test
    void aSourceThatIsSlowButNotSilentIsWaitedFor() {
        Slow source = new Slow();
        CompletableFuture<BodyCollector.Result> result = patiently(source);
        for (int i = 0; i < 10; i++) {
            clock.pass(Duration.ofSeconds(29));
            source.give(10);
        }
        source.end();
        assertThat(result).isCompletedWithValueMatching(BodyCollector.Whole.class::isInstance);
        assertThat(clock.armed()).isZero();
    }

    @Test
    void aBodyThatIsThereCostsNoAlarm() {
        Body body = new Body.Push(Body.of(new byte[10]).publisher(Runnable::run), OptionalLong.of(10));
        assertThat(BodyCollector.collect(body, 10, budget, new BodyCollector.Patience(PATIENCE, clock)))
                .isCompleted();
        assertThat(clock.everArmed).isFalse();
    }

    private CompletableFuture<BodyCollector.Result> patiently(Slow source) {
        return BodyCollector.collect(
                        new Body.Push(source, OptionalLong.empty()),
                        1_000,
                        budget,
                        new BodyCollector.Patience(PATIENCE, clock))
                .toCompletableFuture();
    }

    private BodyCollector.Result collected(Body body, long limit) {
        return BodyCollector.collect(body, limit, budget).toCompletableFuture().join();
    }

    /** Stands still until it is told to go on. */
    private static final class Clock implements KeptAlive.Alarm {
        private long now = 5;
        private long due;
        private Runnable action = () -> {};
        private int armed;
        private boolean everArmed;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Runnable after(Duration delay, Runnable then) {
            due = now + delay.toNanos();
            action = then;
            armed = 1;
            everArmed = true;
            return () -> armed = 0;
        }

        private int armed() {
            return armed;
        }

        private void pass(Duration time) {
            now += time.toNanos();
            if (armed > 0 && now >= due) {
                armed = 0;
                action.run();
            }
        }
    }

    /** Gives what the test says. */
    private static final class Slow implements Flow.Publisher<ByteBuffer> {
        private final List<Flow.Subscriber<? super ByteBuffer>> subscribers = new ArrayList<>();
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscribers.add(subscriber);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled = true;
                }
            });
        }

        private void give(int bytes) {
            subscribers.forEach(it -> it.onNext(ByteBuffer.allocate(bytes)));
        }

        private void end() {
            subscribers.forEach(Flow.Subscriber::onComplete);
        }
    }

    /** Gives a hundred bytes at each asking, for ever. */
    private static final class Endless implements Flow.Publisher<ByteBuffer> {
        private final AtomicInteger given = new AtomicInteger();
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    if (!cancelled.get()) {
                        given.incrementAndGet();
                        subscriber.onNext(ByteBuffer.allocate(100));
                    }
                }

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
        }
    }
}
