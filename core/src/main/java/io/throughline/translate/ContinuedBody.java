package io.throughline.translate;

import io.throughline.dialect.Usage;
import io.throughline.record.AnswerTap;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer's parts, one after the other: where one breaks, the reader waits for the next. Each buffer is read to its end before it is asked whether
 * its part broke. Read once.
 */
final class ContinuedBody implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private final Flow.Publisher<ByteBuffer> first;
    private final ContinuedEvents events;
    private final Continuation continuation;
    private final long requestBytes;
    private Flow.@Nullable Subscriber<? super ByteBuffer> reader;
    private Flow.@Nullable Subscription source;
    private long demand;
    private boolean closed;

    /**
     * Makes a body.
     *
     * @param first the first part's bytes
     * @param events what the reader reads them with
     * @param continuation finds who goes on
     * @param requestBytes about how large each part's request is
     */
    ContinuedBody(
            Flow.Publisher<ByteBuffer> first, ContinuedEvents events, Continuation continuation, long requestBytes) {
        this.first = first;
        this.events = events;
        this.continuation = continuation;
        this.requestBytes = requestBytes;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        reader = subscriber;
        subscriber.onSubscribe(this);
        first.subscribe(new Part(subscriber));
    }

    @Override
    public void request(long n) {
        Flow.Subscription current;
        synchronized (this) {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            current = source;
        }
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        Flow.Subscription current;
        synchronized (this) {
            closed = true;
            current = source;
        }
        if (current != null) {
            current.cancel();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Asks for the next part; where there is none, the reader is told how this one ended. */
    private void goOn(Runnable otherwise) {
        synchronized (this) {
            source = null;
        }
        Usage used = events.used(requestBytes);
        continuation
                .after(events.text(), used)
                .exceptionally(thrown -> Optional.empty())
                .thenAccept(next -> came(next, used, otherwise));
    }

    private void came(Optional<Continuation.Next> next, Usage used, Runnable otherwise) {
        Optional<Framing> framing =
                next.flatMap(it -> AnswerTap.framing(it.response().headers()));
        if (framing.isPresent() && !isClosed()) {
            begin(next.orElseThrow(), framing.get(), used);
            return;
        }
        next.ifPresent(it -> BodyCollector.discard(it.response().body()));
        if (!isClosed()) {
            otherwise.run();
        }
    }

    private void begin(Continuation.Next next, Framing framing, Usage used) {
        events.next(next, framing, used);
        Flow.Subscriber<? super ByteBuffer> subscriber = reader;
        if (subscriber != null) {
            next.response().body().publisher(Runnable::run).subscribe(new Part(subscriber));
        }
    }

    private final class Part implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private Flow.@Nullable Subscription subscription;
        private boolean over;

        private Part(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            long wanted;
            boolean unwanted;
            synchronized (ContinuedBody.this) {
                source = given;
                wanted = demand;
                unwanted = closed;
            }
            if (unwanted) {
                given.cancel();
            } else if (wanted > 0) {
                given.request(wanted);
            }
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            if (over) {
                return;
            }
            synchronized (ContinuedBody.this) {
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            }
            reader.onNext(buffer);
            if (events.isBroken() && !isClosed()) {
                over = true;
                if (subscription != null) {
                    subscription.cancel();
                }
                goOn(reader::onComplete);
            }
        }

        @Override
        public void onError(Throwable cause) {
            end(() -> reader.onError(cause));
        }

        @Override
        public void onComplete() {
            end(reader::onComplete);
        }

        private void end(Runnable otherwise) {
            if (over) {
                return;
            }
            over = true;
            if (!isClosed() && events.isUnfinished()) {
                goOn(otherwise);
            } else {
                otherwise.run();
            }
        }
    }
}
