package io.throughline.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events that says something while its source is silent, so that nobody on the way takes it for dead: between events, and
 * only where the reader has asked for more.
 */
public final class KeptAlive implements Flow.Publisher<ByteBuffer> {
    private final Flow.Publisher<ByteBuffer> source;
    private final byte[] ping;
    private final Duration interval;
    private final Alarm alarm;

    /**
     * Wraps {@code source}.
     *
     * @param source the events' bytes, in no coding
     * @param ping what to say, a whole event or a comment with its blank line
     * @param interval after how long a silence
     * @param alarm tells the time and wakes up
     */
    public KeptAlive(Flow.Publisher<ByteBuffer> source, byte[] ping, Duration interval, Alarm alarm) {
        this.source = source;
        this.ping = ping;
        this.interval = interval;
        this.alarm = alarm;
    }

    /** Tells the time and wakes up. */
    public interface Alarm {
        /** Returns nanoseconds since some moment. */
        long nanos();

        /** Runs {@code action} once after {@code delay}; what is returned calls it off. */
        Runnable after(Duration delay, Runnable action);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        source.subscribe(new Keeping(subscriber));
    }

    /** The source is asked for one buffer at a time: a ping takes of the reader's demand what was meant for the source. */
    private final class Keeping implements Flow.Subscriber<ByteBuffer>, Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private final AtomicInteger work = new AtomicInteger();
        private Flow.@Nullable Subscription upstream;
        private @Nullable ByteBuffer next;
        private @Nullable Throwable failure;
        private Runnable callOff = () -> {};
        private long demand;
        private long spoke = alarm.nanos();
        private boolean asked;
        private boolean between = true;
        private boolean due;
        private boolean sourceOver;
        private boolean done;

        private Keeping(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            reader.onSubscribe(this);
            arm(interval);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            synchronized (this) {
                next = buffer;
                asked = false;
            }
            drain();
        }

        @Override
        public void onError(Throwable cause) {
            synchronized (this) {
                failure = cause;
                sourceOver = true;
            }
            drain();
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                sourceOver = true;
            }
            drain();
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                demand = n <= 0 || demand + n < 0 ? Long.MAX_VALUE : demand + n;
            }
            drain();
        }

        @Override
        public void cancel() {
            stop();
            if (upstream != null) {
                upstream.cancel();
            }
        }

        private void arm(Duration delay) {
            Runnable armed = alarm.after(delay, this::rang);
            boolean late;
            synchronized (this) {
                callOff = armed;
                late = done;
            }
            if (late) {
                armed.run();
            }
        }

        private void rang() {
            long left;
            synchronized (this) {
                if (done) {
                    return;
                }
                left = interval.toNanos() - (alarm.nanos() - spoke);
                due |= left <= 0;
            }
            drain();
            arm(left > 0 ? Duration.ofNanos(left) : interval);
        }

        private void stop() {
            Runnable armed;
            synchronized (this) {
                done = true;
                armed = callOff;
            }
            armed.run();
        }

        private void drain() {
            if (work.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            while (missed != 0) {
                boolean more = true;
                while (more) {
                    more = step();
                }
                missed = work.addAndGet(-missed);
            }
        }

        private boolean step() {
            ByteBuffer given = null;
            boolean over = false;
            synchronized (this) {
                if (done) {
                    return false;
                }
                if (next != null && demand > 0) {
                    given = next;
                    next = null;
                    between = endsEvent(given);
                } else if (next == null && sourceOver) {
                    over = true;
                } else if (next == null && due && between && demand > 0) {
                    given = ByteBuffer.wrap(ping).asReadOnlyBuffer();
                } else if (next == null && demand > 0 && !asked) {
                    asked = true;
                } else {
                    return false;
                }
                if (given != null) {
                    demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                    spoke = alarm.nanos();
                    due = false;
                }
            }
            if (given != null) {
                reader.onNext(given);
            } else if (over) {
                end();
                return false;
            } else if (upstream != null) {
                upstream.request(1);
            }
            return true;
        }

        private void end() {
            stop();
            Throwable cause = failure;
            if (cause == null) {
                reader.onComplete();
            } else {
                reader.onError(cause);
            }
        }

        private static boolean endsEvent(ByteBuffer buffer) {
            int size = buffer.remaining();
            int from = buffer.position();
            if (size < 2) {
                return false;
            }
            byte last = buffer.get(from + size - 1);
            byte before = buffer.get(from + size - 2);
            boolean crlf = size > 2 && before == '\r' && buffer.get(from + size - 3) == '\n';
            return (last == '\n' && (before == '\n' || crlf)) || (last == '\r' && before == '\r');
        }
    }
}
