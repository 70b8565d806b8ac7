package io.throughline;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** Publishes bytes in memory as one buffer. */
final class BytesPublisher implements Flow.Publisher<ByteBuffer> {
    private final byte[] bytes;

    BytesPublisher(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        OneBuffer subscription = new OneBuffer(subscriber);
        subscriber.onSubscribe(subscription);
        if (bytes.length == 0) {
            subscription.complete();
        }
    }

    private final class OneBuffer implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private boolean done;

        private OneBuffer(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (!finish()) {
                return;
            }
            if (n <= 0) {
                subscriber.onError(new IllegalArgumentException("a subscriber asked for " + n + " buffers"));
                return;
            }
            subscriber.onNext(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            subscriber.onComplete();
        }

        @Override
        public void cancel() {
            finish();
        }

        private void complete() {
            if (finish()) {
                subscriber.onComplete();
            }
        }

        private synchronized boolean finish() {
            boolean first = !done;
            done = true;
            return first;
        }
    }
}
