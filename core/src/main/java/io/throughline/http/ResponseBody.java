package io.throughline.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge from a connection to a subscriber: what the connection brings in goes out at once, buffer by buffer, as far as the subscriber has
 * asked; the rest waits, never more than the window, for the connection is given credit only for what the subscriber has taken.
 *
 * <p>Signals come one after another, on the I/O thread or on the thread that asks, whichever gets there; {@link #offer} never blocks.
 */
final class ResponseBody implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseBody.class);

    private final int creditStep;
    private final Runnable abort;
    private final Queue<ByteBuffer> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger owed = new AtomicInteger();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private volatile Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private volatile @Nullable CapacityChannel capacity;
    private volatile boolean ended;
    private volatile boolean over;
    private volatile long drainedAt = System.nanoTime();

    /**
     * Makes a bridge.
     *
     * @param window how many bytes may wait
     * @param abort ends the exchange; idempotent
     */
    ResponseBody(int window, Runnable abort) {
        this.creditStep = Math.max(1, window / 4);
        this.abort = abort;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        if (!taken.compareAndSet(false, true)) {
            reader.onSubscribe(new Refused());
            reader.onError(new IllegalStateException("a response's body can be read once"));
            return;
        }
        reader.onSubscribe(this);
        subscriber = reader;
        drain();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            if (failure.compareAndSet(null, new IllegalArgumentException("a subscriber asked for " + n + " buffers"))) {
                waiting.clear();
                ended = true;
                abort.run();
            }
        } else {
            demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        }
        drain();
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            abort.run();
            drain();
        }
    }

    /** Takes a buffer that nobody writes again. */
    void offer(ByteBuffer buffer) {
        waiting.add(buffer);
        drain();
    }

    /** Learns how to give the connection credit, and gives what is due. */
    void credit(CapacityChannel channel) throws IOException {
        capacity = channel;
        int due = owed.getAndSet(0);
        if (due > 0) {
            channel.update(due);
        }
    }

    /** The last byte was offered. */
    void complete() {
        ended = true;
        drain();
    }

    /** The source broke; what waits is still delivered, then the failure. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        complete();
    }

    /** The exchange was given up; what waits is dropped. */
    void abandon(Throwable cause) {
        failure.compareAndSet(null, cause);
        waiting.clear();
        complete();
    }

    /** Returns whether bytes wait for a subscriber to ask for them. */
    boolean isWaitingForReader() {
        return subscriber != null && !waiting.isEmpty();
    }

    /** Returns how many bytes wait. */
    long waitingBytes() {
        return waiting.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** Returns when the subscriber last took all there was, by {@link System#nanoTime}. */
    long drainedAt() {
        return drainedAt;
    }

    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            try {
                deliver();
            } catch (RuntimeException e) {
                LOG.warn("The reader of a response's body failed: {}", e.toString());
                cancel();
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    private void deliver() {
        Flow.Subscriber<? super ByteBuffer> reader = subscriber;
        if (over) {
            waiting.clear();
            return;
        }
        if (reader == null) {
            return;
        }
        boolean some = false;
        while (!over && demand.get() > 0) {
            ByteBuffer buffer = waiting.poll();
            if (buffer == null) {
                break;
            }
            some = true;
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            int size = buffer.remaining();
            reader.onNext(buffer);
            took(size);
        }
        if (some && waiting.isEmpty()) {
            drainedAt = System.nanoTime();
        }
        // read before the queue is looked at: what was offered before the end is seen
        boolean last = ended;
        if (last && waiting.isEmpty() && !over) {
            over = true;
            Throwable cause = failure.get();
            if (cause == null) {
                reader.onComplete();
            } else {
                reader.onError(cause);
            }
        }
    }

    private void took(int size) {
        int due = owed.addAndGet(size);
        CapacityChannel channel = capacity;
        if (channel == null || due < creditStep) {
            return;
        }
        try {
            channel.update(owed.getAndSet(0));
        } catch (IOException | CancelledKeyException e) {
            // the connection has gone; it tells the exchange itself
        }
    }

    private static final class Refused implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
