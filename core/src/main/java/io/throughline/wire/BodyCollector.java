package io.throughline.wire;

import io.throughline.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body whole, up to a limit; at the limit it stops reading and cancels the source. */
public final class BodyCollector {
    private BodyCollector() {}

    /**
     * Collects {@code body}. A {@link Body.Pull} is read on the calling thread, a {@link Body.Push} on its own.
     *
     * @param limit the most bytes to take
     * @param budget what all bodies in memory share; what was taken from it is told by the result
     * @return what came of it; never fails
     */
    public static CompletionStage<Result> collect(Body body, long limit, ByteBudget budget) {
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
        Collecting collecting = new Collecting(limit, budget);
        ((Body.Push) body).publisher().subscribe(collecting);
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

    private static final class Collecting implements Flow.Subscriber<ByteBuffer> {
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private final Pieces pieces = new Pieces();
        private final long limit;
        private final ByteBudget budget;
        private Flow.@Nullable Subscription subscription;

        private Collecting(long limit, ByteBudget budget) {
            this.limit = limit;
            this.budget = budget;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            source.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            if (result.isDone()) {
                return;
            }
            int count = buffer.remaining();
            if (pieces.size() + (long) count > limit) {
                stop(new TooLarge(limit));
            } else if (!budget.take(count)) {
                stop(new NoRoom());
            } else {
                pieces.add(buffer);
                if (subscription != null) {
                    subscription.request(1);
                }
            }
        }

        @Override
        public void onError(Throwable cause) {
            budget.give(pieces.size());
            result.complete(new Broken(cause));
        }

        @Override
        public void onComplete() {
            if (!result.isDone()) {
                result.complete(new Whole(pieces.joined()));
            }
        }

        private void stop(Result why) {
            budget.give(pieces.size());
            pieces.clear();
            if (subscription != null) {
                subscription.cancel();
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
