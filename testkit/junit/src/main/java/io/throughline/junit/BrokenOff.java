package io.throughline.junit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stream of events.
 *
 * @param whole the stream
 * @param events how many events of it come
 * @param way what happens then
 */
record BrokenOff(Flow.Publisher<ByteBuffer> whole, int events, Way way) implements Flow.Publisher<ByteBuffer> {
    /** How a stream breaks off. */
    enum Way {
        /** It fails. */
        CUT,
        /** It says nothing more, until its reader leaves. */
        STALL
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        whole.subscribe(new Breaking(this, reader));
    }

    private static final class Breaking implements Flow.Subscriber<ByteBuffer>, Flow.Subscription {
        private final BrokenOff how;
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private Flow.@Nullable Subscription source;
        private int passed;
        /** Line ends in a row; two of them end an event. */
        private int ends;

        private volatile boolean broken;

        Breaking(BrokenOff how, Flow.Subscriber<? super ByteBuffer> reader) {
            this.how = how;
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            reader.onSubscribe(this);
            if (how.events == 0) {
                breakOff();
            }
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            if (broken) {
                return;
            }
            ByteBuffer view = buffer.duplicate();
            int start = view.position();
            while (view.hasRemaining() && passed < how.events) {
                byte next = view.get();
                ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
                if (ends == 2) {
                    ends = 0;
                    passed++;
                }
            }
            reader.onNext(buffer.duplicate().position(start).limit(view.position()));
            if (passed == how.events) {
                breakOff();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!broken) {
                reader.onError(failure);
            }
        }

        /** One that is shorter ends as it does. */
        @Override
        public void onComplete() {
            if (!broken) {
                reader.onComplete();
            }
        }

        @Override
        public void request(long count) {
            Flow.Subscription from = source;
            if (!broken && from != null) {
                from.request(count);
            }
        }

        @Override
        public void cancel() {
            broken = true;
            leave();
        }

        private void breakOff() {
            if (!broken) {
                broken = true;
                leave();
                if (how.way == Way.CUT) {
                    reader.onError(new IOException("the connection broke, as the test wants it"));
                }
            }
        }

        private void leave() {
            Flow.Subscription from = source;
            if (from != null) {
                from.cancel();
            }
        }
    }
}
