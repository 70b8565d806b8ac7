package io.throughline;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher whose buffers a tap sees, each before it is handed on: what was told of an answer is known when the client can act on it. */
final class TappedPublisher implements Flow.Publisher<ByteBuffer> {
    private final Flow.Publisher<ByteBuffer> source;
    private final Tap tap;

    TappedPublisher(Flow.Publisher<ByteBuffer> source, Tap tap) {
        this.source = source;
        this.tap = tap;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        source.subscribe(new TappedSubscriber(subscriber));
    }

    /**
     * While a buffer is shown to the tap, the reader may leave on another thread: the tap's end waits until it has seen the buffer. What comes after
     * the end, as it may for a moment after a cancel, it does not see.
     */
    private final class TappedSubscriber implements Flow.Subscriber<ByteBuffer>, Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private Flow.@Nullable Subscription upstream;
        private Tap.@Nullable End waiting;
        private boolean handing;
        private boolean over;

        private TappedSubscriber(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            boolean watched;
            synchronized (this) {
                watched = !over;
                handing = watched;
            }
            if (watched) {
                show(buffer.asReadOnlyBuffer());
            }
            reader.onNext(buffer);
        }

        private void show(ByteBuffer seen) {
            tap.bytes(seen);
            Tap.End due;
            synchronized (this) {
                handing = false;
                due = waiting;
                over = due != null;
            }
            if (due != null) {
                tap.end(due);
            }
        }

        @Override
        public void onError(Throwable cause) {
            end(new Tap.End.Failed(
                    cause)); // first: the reader may leave because of it, and that is not how the body ended
            reader.onError(cause);
        }

        @Override
        public void onComplete() {
            end(new Tap.End.Completed());
            reader.onComplete();
        }

        @Override
        public void request(long n) {
            if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            if (upstream != null) {
                upstream.cancel();
            }
            end(new Tap.End.Cancelled());
        }

        private void end(Tap.End end) {
            synchronized (this) {
                if (handing) {
                    waiting = waiting == null ? end : waiting;
                    return;
                }
                over = true;
            }
            tap.end(end);
        }
    }
}
