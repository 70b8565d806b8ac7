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

    private final Tap tap;
    private final EventBridge bridge;
    private final Ending ending;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean tapEnded = new AtomicBoolean();

    private volatile Flow.@Nullable Subscription source;
    private volatile Flow.@Nullable Subscriber<? super ByteBuffer> reader;
    private volatile @Nullable ByteBuffer ready;
    /** What is left when the provider's bytes are over; it may have to wait behind what is ready. */
    private volatile ByteBuffer last = EMPTY;

    private volatile boolean asked;
    private volatile boolean over;
    private volatile boolean closed;

    /**
     * Makes a stream.
     *
     * @param tap reads the provider's bytes and tells the bridge what they mean
     * @param bridge keeps the client's frames
     * @param ending tells what to say at the end of a stream that did not say it itself
     */
    TranslatedStream(Tap tap, EventBridge bridge, Ending ending) {
        this.tap = tap;
        this.bridge = bridge;
        this.ending = ending;
    }

    /** What to tell the bridge when the provider's bytes are over. */
    interface Ending {
        /**
         * Tells it.
         *
         * @param broken what broke the provider's stream, where something did
         */
        void tell(Optional<Throwable> broken);
    }

    /** Begins to read {@code from}. The stage completes with whether there is a first frame; if not, the stream is over and the bridge knows why. */
    CompletionStage<Boolean> begin(Flow.Publisher<ByteBuffer> from) {
        from.subscribe(this);
        return begun;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        asked = true;
        subscription.request(1);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        tap.bytes(buffer.asReadOnlyBuffer());
        ByteBuffer frames = bridge.drain();
        if (hasFailedFirst()) {
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
        end(new Tap.End.Failed(cause), Optional.of(cause));
    }

    @Override
    public void onComplete() {
        end(new Tap.End.Completed(), Optional.empty());
    }

    private void end(Tap.End how, Optional<Throwable> broken) {
        endTap(how);
        if (!bridge.ended()) {
            ending.tell(broken);
        }
        if (hasFailedFirst()) {
            return;
        }
        last = bridge.drain();
        over = true;
        begun.complete(true);
        drain();
    }

    private boolean hasFailedFirst() {
        if (begun.isDone() || bridge.failure().isEmpty()) {
            return false;
        }
        closed = true;
        cancelSource();
        begun.complete(false);
        return true;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(this);
        reader = subscriber;
        drain();
    }

    @Override
    public void request(long n) {
        demand.getAndUpdate(known -> known + n < 0 ? Long.MAX_VALUE : known + n);
        drain();
    }

    @Override
    public void cancel() {
        closed = true;
        cancelSource();
        endTap(new Tap.End.Cancelled());
    }

    /** Ends the tap of a stream that has failed before its first frame. */
    void fail() {
        endTap(new Tap.End.Completed());
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

    private void endTap(Tap.End how) {
        if (tapEnded.compareAndSet(false, true)) {
            tap.end(how);
        }
    }
}
