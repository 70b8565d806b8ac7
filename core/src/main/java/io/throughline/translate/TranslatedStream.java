package io.throughline.translate;

import io.throughline.Tap;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A provider's stream in the client's dialect: each buffer that comes gives its frames out at once, and no other is asked for before the client
 * has taken them. What comes before the first frame is read without being asked for, so that a provider that fails at once still gets the status
 * of an error. Read once.
 */
final class TranslatedStream implements Flow.Publisher<ByteBuffer>, Flow.Subscriber<ByteBuffer>, Flow.Subscription {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Source events;
    private final EventBridge bridge;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean taken = new AtomicBoolean();

    private volatile Flow.@Nullable Subscription source;
    private volatile Flow.@Nullable Subscriber<? super ByteBuffer> reader;
    private volatile @Nullable ByteBuffer ready;
    /** What is left when the provider's bytes are over; it may have to wait behind what is ready. */
    private volatile ByteBuffer last = EMPTY;

    private volatile boolean asked;
    private volatile boolean over;
    private volatile boolean closed;
    private volatile boolean misused;

    /** How a stream ended that failed before its first frame. */
    private Tap.End first = new Tap.End.Completed();

    private boolean ended;

    /**
     * Makes a stream.
     *
     * @param events reads the provider's bytes and tells the bridge what they mean
     * @param bridge keeps the client's frames
     */
    TranslatedStream(Source events, EventBridge bridge) {
        this.events = events;
        this.bridge = bridge;
    }

    /** Reads the provider's bytes. Called by one thread at a time. */
    interface Source {
        /** Reads bytes, and tells the bridge. */
        void bytes(ByteBuffer bytes);

        /**
         * Tells the bridge what is left to tell when the provider's bytes are over.
         *
         * @param broken what broke the provider's stream, where something did
         */
        void finish(Optional<Throwable> broken);

        /** Ends. Called once, and nothing else after it. */
        void end(Tap.End how);
    }

    /** Begins to read {@code from}. The stage completes with whether there is a first frame; if not, the stream is over and the bridge knows why. */
    CompletionStage<Boolean> begin(Flow.Publisher<ByteBuffer> from) {
        from.subscribe(this);
        return begun;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (source != null) {
            subscription.cancel();
            return;
        }
        source = subscription;
        asked = true;
        subscription.request(1);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        ByteBuffer frames = read(() -> events.bytes(buffer.asReadOnlyBuffer()));
        if (closed || over || hasFailedFirst(new Tap.End.Completed())) {
            return;
        }
        if (bridge.failure().isPresent()) {
            cancelSource(); // after an error the client is told nothing more
            end(new Tap.End.Completed(), frames);
            return;
        }
        if (frames.hasRemaining()) {
            ready = frames;
            begun.complete(true);
        }
        asked = false; // only now may another come
        drain();
    }

    @Override
    public void onError(Throwable cause) {
        over(new Tap.End.Failed(cause), Optional.of(cause));
    }

    @Override
    public void onComplete() {
        over(new Tap.End.Completed(), Optional.empty());
    }

    private void over(Tap.End how, Optional<Throwable> broken) {
        ByteBuffer frames = read(() -> events.finish(broken));
        if (!closed && !over && !hasFailedFirst(how)) {
            end(how, frames);
        }
    }

    private void end(Tap.End how, ByteBuffer frames) {
        endEvents(how);
        last = frames;
        over = true;
        begun.complete(true);
        drain();
    }

    /** Nothing is read any more once the events have ended, which a client that leaves may do at any time. */
    private synchronized ByteBuffer read(Runnable reading) {
        if (ended || closed || over) {
            return EMPTY;
        }
        try {
            reading.run();
        } catch (RuntimeException e) {
            bridge.fail(e);
        }
        return bridge.drain();
    }

    private synchronized void endEvents(Tap.End how) {
        if (!ended) {
            ended = true;
            events.end(how);
        }
    }

    private boolean hasFailedFirst(Tap.End how) {
        if (begun.isDone() || bridge.failure().isEmpty()) {
            return false;
        }
        first = how;
        closed = true;
        cancelSource();
        begun.complete(false);
        return true;
    }

    /** Ends the events of a stream that has failed before its first frame. */
    void failed() {
        endEvents(first);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        if (!taken.compareAndSet(false, true)) {
            subscriber.onSubscribe(new Nothing());
            subscriber.onError(new IllegalStateException("a stream is read once"));
            return;
        }
        subscriber.onSubscribe(this);
        reader = subscriber;
        drain();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            misused = true;
        } else {
            demand.getAndUpdate(known -> known + n < 0 ? Long.MAX_VALUE : known + n);
        }
        drain();
    }

    @Override
    public void cancel() {
        closed = true;
        cancelSource();
        endEvents(new Tap.End.Cancelled());
    }

    /** One thread at a time does what can be done; another that comes meanwhile leaves it a round more. */
    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            boolean more = true;
            while (more && !closed) {
                more = step();
            }
            missed = work.addAndGet(-missed);
        }
    }

    private boolean step() {
        Flow.Subscriber<? super ByteBuffer> subscriber = reader;
        if (misused && subscriber != null) {
            cancel();
            subscriber.onError(new IllegalArgumentException("what is asked for must be more than nothing"));
            return false;
        }
        boolean sourceOver = over; // read before what is ready, as it is written after
        ByteBuffer frames = ready;
        if (frames == null && sourceOver) {
            frames = last;
        } else if (frames == null) {
            boolean wanted = !begun.isDone() || demand.get() > 0;
            return wanted && askForMore();
        }
        if (subscriber == null) {
            return false;
        }
        if (frames == null || !frames.hasRemaining()) {
            closed = true;
            subscriber.onComplete();
            return false;
        }
        if (demand.get() == 0) {
            return false;
        }
        demand.getAndUpdate(known -> known == Long.MAX_VALUE ? known : known - 1);
        if (ready == null) {
            last = EMPTY;
        }
        ready = null;
        subscriber.onNext(frames);
        return true;
    }

    private boolean askForMore() {
        Flow.Subscription subscription = source;
        if (asked || subscription == null) {
            return false;
        }
        asked = true;
        subscription.request(1);
        return true;
    }

    private void cancelSource() {
        Flow.Subscription subscription = source;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** The subscription of one that gets nothing. */
    private record Nothing() implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
