package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A body whose beginning is read before anybody has asked for it, until enough of it is known; then whoever subscribes gets all of it, from the first
 * byte, buffer by buffer as it came. At most a given number of bytes is held, and only what the budget has left. Read once.
 */
public final class HeldBody implements Flow.Publisher<ByteBuffer> {
    private final long most;
    private final ByteBudget budget;
    private final CompletableFuture<Optional<Ending>> known = new CompletableFuture<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private final AtomicInteger work = new AtomicInteger();

    /** Let go of once it has judged: a stream may go on for long. Used by the source's thread. */
    private @Nullable Judge judge;

    private Flow.@Nullable Subscription source;
    private Flow.@Nullable Subscriber<? super ByteBuffer> reader;
    private @Nullable Ending ending;
    private long held;
    private long asked;
    private long demand;
    private boolean open;
    private boolean closed;

    /**
     * Makes a body.
     *
     * @param judge says when enough is known
     * @param most how many bytes to hold; more is enough
     * @param budget what all bodies in memory share
     */
    public HeldBody(Judge judge, long most, ByteBudget budget) {
        this.judge = judge;
        this.most = most;
        this.budget = budget;
    }

    /** Looks at a body's beginning. */
    @FunctionalInterface
    public interface Judge {
        /** Takes the next bytes, which are its to read, and returns whether enough is known. */
        boolean isEnough(ByteBuffer bytes);
    }

    /**
     * How a body ended before enough of it was known.
     *
     * @param failure what broke it, where something did
     */
    public record Ending(Optional<Throwable> failure) {}

    /** Begins to read. The stage completes when enough is known; with how the body ended where it did so before. */
    public CompletionStage<Optional<Ending>> begin(Flow.Publisher<ByteBuffer> from) {
        from.subscribe(new Source());
        return known;
    }

    /** Returns what is held, which nobody changes. */
    public synchronized byte[] bytes() {
        Pieces pieces = new Pieces();
        buffers.forEach(buffer -> pieces.add(buffer.duplicate()));
        return pieces.joined();
    }

    /** Ends the source, and forgets what is held. Idempotent. */
    public void cancel() {
        Flow.Subscription from;
        synchronized (this) {
            closed = true;
            from = source;
            letGo();
        }
        if (from != null) {
            from.cancel();
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        boolean second;
        synchronized (this) {
            second = open;
            open = true;
        }
        subscriber.onSubscribe(new Reading(second));
        if (second) {
            subscriber.onError(new IllegalStateException("a body is read once"));
            return;
        }
        synchronized (this) {
            reader = subscriber;
        }
        drain();
    }

    private synchronized void letGo() {
        budget.give(held);
        held = 0;
        buffers.clear();
    }

    private void know(Optional<Ending> end) {
        judge = null;
        known.complete(end);
    }

    /** One thread at a time hands on what there is; another that comes meanwhile leaves it a round more. */
    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            boolean more = true;
            while (more) {
                more = step();
            }
            missed = work.addAndGet(-missed);
        }
    }

    private boolean step() {
        Flow.Subscriber<? super ByteBuffer> to;
        Flow.Subscription from;
        ByteBuffer next = null;
        Ending end = null;
        long more = 0;
        synchronized (this) {
            to = reader;
            from = source;
            if (to == null || closed) {
                return false;
            }
            if (demand > 0 && !buffers.isEmpty()) {
                next = buffers.remove();
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                long given = Math.min(held, next.remaining());
                held -= given;
                budget.give(given);
            } else if (buffers.isEmpty() && ending != null) {
                end = ending;
                closed = true;
            } else if (demand > asked) {
                more = demand - asked;
                asked = demand;
            }
        }
        if (next != null) {
            to.onNext(next);
            return true;
        }
        if (end != null) {
            end.failure().ifPresentOrElse(to::onError, to::onComplete);
        } else if (more > 0 && from != null) {
            from.request(more);
            return true;
        }
        return false;
    }

    private final class Source implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            boolean left;
            synchronized (HeldBody.this) {
                source = subscription;
                left = closed;
                asked = 1;
            }
            if (left) {
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            boolean holding = !known.isDone();
            int size = buffer.remaining();
            synchronized (HeldBody.this) {
                if (closed) {
                    return;
                }
                asked = asked == Long.MAX_VALUE ? asked : asked - 1;
                buffers.add(buffer);
                if (holding && budget.take(size)) {
                    held += size;
                } else if (holding) {
                    holding = false;
                }
            }
            Judge judging = judge;
            if (judging != null && (!holding || judging.isEnough(buffer.asReadOnlyBuffer()) || isFull())) {
                know(Optional.empty());
            } else if (judging != null) {
                askForOne();
            }
            drain();
        }

        @Override
        public void onError(Throwable cause) {
            end(new Ending(Optional.of(cause)));
        }

        @Override
        public void onComplete() {
            end(new Ending(Optional.empty()));
        }

        private void end(Ending how) {
            synchronized (HeldBody.this) {
                ending = how;
            }
            know(Optional.of(how));
            drain();
        }

        private boolean isFull() {
            synchronized (HeldBody.this) {
                return held >= most;
            }
        }

        private void askForOne() {
            Flow.Subscription from;
            synchronized (HeldBody.this) {
                asked++;
                from = source;
            }
            if (from != null) {
                from.request(1);
            }
        }
    }

    private final class Reading implements Flow.Subscription {
        private final boolean refused;

        private Reading(boolean refused) {
            this.refused = refused;
        }

        @Override
        public void request(long n) {
            if (refused) {
                return;
            }
            if (n <= 0) {
                HeldBody.this.cancel();
                return;
            }
            synchronized (HeldBody.this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            }
            drain();
        }

        @Override
        public void cancel() {
            if (!refused) {
                HeldBody.this.cancel();
            }
        }
    }
}
