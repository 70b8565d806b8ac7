package io.throughline.mark;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A publisher whose bytes are edited as they pass: one buffer asked for gives one buffer, so demand goes up as it is; where the editor gives nothing
 * out for a buffer, another is asked for in its place. What is left when the source is over or broken waits for demand like any other.
 */
final class EditedPublisher implements Flow.Publisher<ByteBuffer> {
    private final Flow.Publisher<ByteBuffer> source;
    private final StreamEditor editor;

    EditedPublisher(Flow.Publisher<ByteBuffer> source, StreamEditor editor) {
        this.source = source;
        this.editor = editor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        source.subscribe(new Editing(subscriber));
    }

    private final class Editing implements Flow.Subscriber<ByteBuffer>, Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private Flow.@Nullable Subscription upstream;
        private @Nullable ByteBuffer last;
        private @Nullable Throwable broken;
        private boolean done;
        private long demand;

        private Editing(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            ByteBuffer edited = editor.feed(buffer);
            if (edited.hasRemaining()) {
                taken();
                reader.onNext(edited);
            } else if (upstream != null) {
                upstream.request(1); // nothing was passed on, so the reader still waits
            }
        }

        @Override
        public void onError(Throwable cause) {
            over(cause);
        }

        @Override
        public void onComplete() {
            over(null);
        }

        @Override
        public void request(long n) {
            ByteBuffer due;
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                due = last;
                last = null;
            }
            if (due != null) {
                deliver(due);
            } else if (upstream != null) {
                upstream.request(n); // nobody minds it once the source is over
            }
        }

        @Override
        public void cancel() {
            finish();
            if (upstream != null) {
                upstream.cancel();
            }
        }

        private void over(@Nullable Throwable cause) {
            ByteBuffer rest = editor.finish();
            synchronized (this) {
                broken = cause;
                if (rest.hasRemaining() && demand == 0) {
                    last = rest;
                    return;
                }
            }
            deliver(rest);
        }

        private void deliver(ByteBuffer rest) {
            if (!finish()) {
                return;
            }
            if (rest.hasRemaining()) {
                reader.onNext(rest);
            }
            Throwable cause = broken;
            if (cause == null) {
                reader.onComplete();
            } else {
                reader.onError(cause);
            }
        }

        private synchronized void taken() {
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
        }

        private synchronized boolean finish() {
            boolean first = !done;
            done = true;
            return first;
        }
    }
}
