package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events that breaks only between events: when its source breaks, or ends before what it tells does, the unfinished event is
 * left out and a last event tells of the error, so that the reader's parser sees nothing but whole events. Bytes of whole events pass as they come, untouched; of an
 * unfinished one at most 64 KB wait for the rest, more pass on (and then a broken source breaks the stream).
 *
 * <p>Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream".
 */
public final class AlignedEvents implements Flow.Publisher<ByteBuffer> {
    private static final int MOST_HELD = 64 * 1024;

    private final Flow.Publisher<ByteBuffer> source;
    private final Function<Optional<Throwable>, byte[]> lastEvent;
    private final BooleanSupplier endedEarly;

    /**
     * Wraps {@code source}.
     *
     * @param source the events' bytes, in no coding
     * @param lastEvent makes the event that tells of a broken source, given what it said; of one that ended early it said nothing
     * @param endedEarly asked when the source is complete: whether something was to follow
     */
    public AlignedEvents(
            Flow.Publisher<ByteBuffer> source,
            Function<Optional<Throwable>, byte[]> lastEvent,
            BooleanSupplier endedEarly) {
        this.source = source;
        this.lastEvent = lastEvent;
        this.endedEarly = endedEarly;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        source.subscribe(new Aligning(subscriber));
    }

    private final class Aligning implements Flow.Subscriber<ByteBuffer>, Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private Flow.@Nullable Subscription upstream;
        private final UnfinishedEvent held = new UnfinishedEvent();
        private boolean aligned = true;
        private @Nullable ByteBuffer last;
        private boolean sourceOver;
        private boolean done;
        private long demand;

        private Aligning(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            int whole = held.wholeEvents(buffer);
            if (whole > 0) {
                aligned = true;
            } else if (held.size() + buffer.remaining() > MOST_HELD) {
                whole = buffer.remaining();
                aligned = false;
            }
            if (whole > 0) {
                ByteBuffer passed = held.endedBy(buffer.slice(buffer.position(), whole));
                held.take(buffer.slice(buffer.position() + whole, buffer.remaining() - whole));
                taken();
                reader.onNext(passed);
            } else {
                held.take(buffer);
                if (upstream != null) {
                    upstream.request(1); // nothing was passed on, so the reader still waits
                }
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (!aligned) {
                finish();
                reader.onError(cause);
                return;
            }
            finishWith(ByteBuffer.wrap(lastEvent.apply(Optional.of(cause))));
        }

        @Override
        public void onComplete() {
            boolean early = aligned && endedEarly.getAsBoolean();
            finishWith(
                    early ? ByteBuffer.wrap(lastEvent.apply(Optional.empty())) : held.endedBy(ByteBuffer.allocate(0)));
        }

        @Override
        public void request(long n) {
            ByteBuffer due;
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                due = sourceOver ? last : null;
                last = sourceOver ? null : last;
            }
            if (due != null) {
                deliver(due);
            } else if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            finish();
            if (upstream != null) {
                upstream.cancel();
            }
        }

        /** The source is over, but what is left needs demand of the reader like any other buffer. */
        private void finishWith(ByteBuffer rest) {
            if (!rest.hasRemaining()) {
                if (finish()) {
                    reader.onComplete();
                }
                return;
            }
            synchronized (this) {
                sourceOver = true;
                if (demand == 0) {
                    last = rest;
                    return;
                }
            }
            deliver(rest);
        }

        private void deliver(ByteBuffer rest) {
            if (finish()) {
                reader.onNext(rest);
                reader.onComplete();
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
