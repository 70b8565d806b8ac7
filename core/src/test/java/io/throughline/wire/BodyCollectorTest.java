package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A body is read whole or not at all, and never further than the limit. */
class BodyCollectorTest {
    private final ByteBudget budget = new ByteBudget(1_000);

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

    private BodyCollector.Result collected(Body body, long limit) {
        return BodyCollector.collect(body, limit, budget).toCompletableFuture().join();
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
