package io.throughline.wire;

import io.throughline.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Reads a body whole, up to a limit; at the limit it stops reading and cancels the source. */
public final class BodyCollector {
    private static final Patience FOREVER = new Patience(Duration.ZERO, new KeptAlive.Alarm() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Runnable after(Duration delay, Runnable action) {
            return () -> {};
        }
    });

    private BodyCollector() {}

    /**
     * How long nothing may come of a body.
     *
     * @param most how long
     * @param alarm tells the time and wakes up
     */
    public record Patience(Duration most, KeptAlive.Alarm alarm) {}

    /**
     * Collects {@code body}. A {@link Body.Pull} is read on the calling thread, a {@link Body.Push} on its own.
     *
     * @param limit the most bytes to take
     * @param budget what all bodies in memory share; what was taken from it is told by the result
     * @return what came of it; never fails
     */
    public static CompletionStage<Result> collect(Body body, long limit, ByteBudget budget) {
        return collect(body, limit, budget, FOREVER);
    }

    /**
     * Collects {@code body}, as far as its source keeps sending: a {@link Body.Push} of which nothing comes for too long is {@link Silent}.
     *
     * @param limit the most bytes to take
     * @param budget what all bodies in memory share; what was taken from it is told by the result
     * @param patience how long nothing may come
     * @return what came of it; never fails
     */
    public static CompletionStage<Result> collect(Body body, long limit, ByteBudget budget, Patience patience) {
        if (body.length().orElse(0) > limit) {
            discard(body);
            return CompletableFuture.completedStage(new TooLarge(limit));
        }
        if (body instanceof Body.Bytes bytes) {
            Result result = budget.take(bytes.bytes().length) ? new Whole(bytes.bytes()) : new NoRoom();
            return CompletableFuture.completedStage(result);
        }
        if (body instanceof Body.Pull pull) {
            return CompletableFuture.completedStage(read(pull.stream(), limit, budget));
        }
        Collecting collecting = new Collecting(limit, budget, patience);
        ((Body.Push) body).publisher().subscribe(collecting);
        collecting.watch();
        return collecting.result;
    }

    private static Result read(InputStream stream, long limit, ByteBudget budget) {
        try (stream) {
            byte[] bytes = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
            if (bytes.length > limit) {
                return new TooLarge(limit);
            }
            return budget.take(bytes.length) ? new Whole(bytes) : new NoRoom();
        } catch (IOException e) {
            return new Broken(e);
        }
    }

    /** Ends a body of which nothing is wanted. */
    public static void discard(Body body) {
        if (body instanceof Body.Push push) {
            push.publisher().subscribe(new Leaving());
        } else if (body instanceof Body.Pull pull) {
            try {
                pull.stream().close();
            } catch (IOException e) {
                // nothing of it is wanted any more
            }
        }
    }

    /** What came of collecting. */
    public sealed interface Result {}

    /**
     * All of it.
     *
     * @param bytes the body; as many were taken from the budget, for the caller to give back
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Whole(byte[] bytes) implements Result {}

    /**
     * More than the limit.
     *
     * @param limit the limit
     */
    public record TooLarge(long limit) implements Result {}

    /** The budget is used up. */
    public record NoRoom() implements Result {}

    /**
     * The source broke.
     *
     * @param cause what it said
     */
    public record Broken(Throwable cause) implements Result {}

    /**
     * The source sent nothing for too long.
     *
     * @param time how long
     */
    public record Silent(Duration time) implements Result {}

    /** The alarm rings on another thread than the source's: who has taken {@link #state} touches the pieces, nobody else. */
    private static final class Collecting implements Flow.Subscriber<ByteBuffer> {
        private static final int WAITING = 0;
        private static final int TAKING = 1;
        private static final int OVER = 2;

        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private final AtomicInteger state = new AtomicInteger(WAITING);
        private final Pieces pieces = new Pieces();
        private final long limit;
        private final ByteBudget budget;
        private final Patience patience;
        private volatile Flow.@Nullable Subscription subscription;
        private volatile long heard;
        private volatile Runnable callOff = () -> {};

        private Collecting(long limit, ByteBudget budget, Patience patience) {
            this.limit = limit;
            this.budget = budget;
            this.patience = patience;
        }

        /** Most bodies are whole when the source has been asked once, and cost no alarm. */
        private void watch() {
            if (!result.isDone()) {
                heard = patience.alarm().nanos();
                arm(patience.most());
                result.whenComplete((done, cause) -> callOff.run());
            }
        }

        private void arm(Duration delay) {
            callOff = patience.alarm().after(delay, this::rang);
            if (result.isDone()) {
                callOff.run();
            }
        }

        private void rang() {
            long left = patience.most().toNanos() - (patience.alarm().nanos() - heard);
            if (left > 0) {
                arm(Duration.ofNanos(left));
            } else if (state.compareAndSet(WAITING, OVER)) {
                stop(new Silent(patience.most()));
            } else if (state.get() == TAKING) {
                arm(patience.most());
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            source.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            if (!state.compareAndSet(WAITING, TAKING)) {
                return;
            }
            heard = patience.alarm().nanos();
            int count = buffer.remaining();
            if (pieces.size() + (long) count > limit) {
                state.set(OVER);
                stop(new TooLarge(limit));
            } else if (!budget.take(count)) {
                state.set(OVER);
                stop(new NoRoom());
            } else {
                pieces.add(buffer);
                state.set(WAITING);
                Flow.Subscription source = subscription;
                if (source != null) {
                    source.request(1);
                }
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (state.compareAndSet(WAITING, OVER)) {
                budget.give(pieces.size());
                result.complete(new Broken(cause));
            }
        }

        @Override
        public void onComplete() {
            if (state.compareAndSet(WAITING, OVER)) {
                result.complete(new Whole(pieces.joined()));
            }
        }

        private void stop(Result why) {
            budget.give(pieces.size());
            pieces.clear();
            Flow.Subscription source = subscription;
            if (source != null) {
                source.cancel();
            }
            result.complete(why);
        }
    }

    /** Subscribes only to say that it does not want anything. */
    private static final class Leaving implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription source) {
            source.cancel();
        }

        @Override
        public void onNext(ByteBuffer buffer) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onComplete() {}
    }
}
