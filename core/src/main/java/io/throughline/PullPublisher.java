package io.throughline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Publishes a stream, reading it on an executor only while there is demand. */
final class PullPublisher implements Flow.Publisher<ByteBuffer> {
    private static final int CHUNK = 8192;

    private final InputStream source;
    private final Executor reads;

    PullPublisher(InputStream source, Executor reads) {
        this.source = source;
        this.reads = reads;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(subscriber));
    }

    private final class Reading implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private long demand;
        private boolean running;
        private boolean done;

        private Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                if (running || done) {
                    return;
                }
                running = true;
            }
            reads.execute(this::drain);
        }

        @Override
        public void cancel() {
            synchronized (this) {
                if (done) {
                    return;
                }
                done = true;
            }
            try {
                source.close();
            } catch (IOException e) {
                // the reader has left: nobody is there to be told
            }
        }

        private void drain() {
            while (takeOne()) {
                byte[] chunk = new byte[CHUNK];
                int count;
                try {
                    count = source.read(chunk);
                } catch (IOException e) {
                    if (finish()) {
                        subscriber.onError(e);
                    }
                    return;
                }
                if (count < 0) {
                    if (finish()) {
                        subscriber.onComplete();
                    }
                    return;
                }
                subscriber.onNext(ByteBuffer.wrap(chunk, 0, count));
            }
        }

        private synchronized boolean takeOne() {
            if (done || demand == 0) {
                running = false;
                return false;
            }
            demand--;
            return true;
        }

        private synchronized boolean finish() {
            boolean first = !done;
            done = true;
            return first;
        }
    }
}
