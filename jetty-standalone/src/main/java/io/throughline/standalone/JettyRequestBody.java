package io.throughline.standalone;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.eclipse.jetty.io.Content;

/** A request's body as a publisher: Jetty's content source is read only while there is demand. For one subscriber. */
final class JettyRequestBody implements Flow.Publisher<ByteBuffer> {
    private final Content.Source source;
    private final Runnable whenRead;

    /**
     * Publishes {@code source}.
     *
     * @param whenRead runs once the last byte is read
     */
    JettyRequestBody(Content.Source source, Runnable whenRead) {
        this.source = source;
        this.whenRead = whenRead;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(subscriber));
    }

    private final class Reading implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private long demand;
        private boolean reading;
        private boolean over;

        private Reading(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                if (reading || over) {
                    return;
                }
                reading = true;
            }
            read();
        }

        /** What is not read is Jetty's to deal with, once the answer is written. */
        @Override
        public synchronized void cancel() {
            over = true;
        }

        private void read() {
            while (wanted()) {
                Content.Chunk chunk = source.read();
                if (chunk == null) {
                    source.demand(this::read);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    finish();
                    subscriber.onError(chunk.getFailure());
                    return;
                }
                boolean last = chunk.isLast();
                if (last) {
                    finish();
                    whenRead.run();
                }
                give(chunk);
                if (last) {
                    subscriber.onComplete();
                    return;
                }
            }
        }

        private void give(Content.Chunk chunk) {
            if (chunk.hasRemaining()) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.getByteBuffer().get(bytes);
                chunk.release();
                synchronized (this) {
                    demand--;
                }
                subscriber.onNext(ByteBuffer.wrap(bytes));
            } else {
                chunk.release();
            }
        }

        private synchronized boolean wanted() {
            reading = demand > 0 && !over;
            return reading;
        }

        private synchronized void finish() {
            over = true;
        }
    }
}
