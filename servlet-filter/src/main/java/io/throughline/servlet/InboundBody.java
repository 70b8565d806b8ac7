package io.throughline.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The request's body: reads from the container only what its one subscriber asked for, without ever blocking. Until then the bytes wait in
 * the client, by TCP's own back-pressure. Its state is touched on the call's strand alone.
 */
final class InboundBody implements Flow.Publisher<ByteBuffer> {
    private static final int CHUNK = 8192;

    private final ServletInputStream in;
    private final Strand strand;
    private Runnable whenFinished = () -> {};

    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private @Nullable Throwable failure;
    private long demand;
    private long discard;
    private boolean readable = true;
    private boolean finished;
    private boolean told;

    InboundBody(ServletInputStream in, Strand strand) {
        this.in = in;
        this.strand = strand;
    }

    /** Says that there is none. */
    void isNone() {
        finished = true;
    }

    /** Begins to listen. To be called on the container's thread, after the call has become asynchronous. */
    void listen() {
        in.setReadListener(new Readability());
    }

    /** Returns whether the container has no more of it. */
    boolean isFinished() {
        return finished;
    }

    /** Returns whether the container gives no more of it, although there may be. */
    boolean isBroken() {
        return failure != null;
    }

    /** Runs {@code action} once there is no more of it, perhaps at once; it may run more than once. */
    void whenFinished(Runnable action) {
        whenFinished = action;
        tell();
    }

    /** Returns whether nobody will read what is left of it. */
    boolean isAbandoned() {
        return subscriber == null || told;
    }

    /** Reads up to {@code bytes} of what comes and throws them away. For an abandoned body alone. */
    void discard(long bytes) {
        discard = bytes;
        advance();
    }

    /** Ends it for the subscriber, whatever the container still has. */
    void end(Throwable cause) {
        failure = cause;
        advance();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        strand.execute(() -> {
            if (subscriber != null) {
                reader.onSubscribe(new Demand());
                reader.onError(new IllegalStateException("a request's body can be read once"));
                return;
            }
            subscriber = reader;
            reader.onSubscribe(new Demand());
            advance();
        });
    }

    private void advance() {
        try {
            while (isWanted() && isReadable()) {
                readOnce();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        tell();
    }

    private boolean isWanted() {
        return !finished && failure == null && (isAbandoned() ? discard > 0 : demand > 0);
    }

    private void readOnce() throws IOException {
        byte[] chunk = new byte[CHUNK];
        int count = in.read(chunk);
        if (count < 0) {
            finished = true;
            return;
        }
        finished = in.isFinished();
        if (isAbandoned()) {
            discard -= count;
        } else if (subscriber != null && count > 0) {
            demand--;
            subscriber.onNext(ByteBuffer.wrap(count < CHUNK / 2 ? Arrays.copyOf(chunk, count) : chunk, 0, count));
        }
    }

    /** Once the container has said no, it calls back: asking again before that is not allowed. */
    private boolean isReadable() {
        readable = readable && in.isReady();
        return readable;
    }

    private void tell() {
        if (finished) {
            whenFinished.run();
        }
        if (told || subscriber == null) {
            return;
        }
        if (failure != null) {
            told = true;
            subscriber.onError(failure);
        } else if (finished) {
            told = true;
            subscriber.onComplete();
        }
    }

    private final class Readability implements ReadListener {
        @Override
        public void onDataAvailable() {
            strand.execute(() -> {
                readable = true;
                advance();
            });
        }

        @Override
        public void onAllDataRead() {
            strand.execute(() -> {
                finished = true;
                advance();
            });
        }

        @Override
        public void onError(Throwable cause) {
            strand.execute(() -> end(cause));
        }
    }

    private final class Demand implements Flow.Subscription {
        @Override
        public void request(long buffers) {
            strand.execute(() -> {
                if (buffers <= 0) {
                    failure = new IllegalArgumentException("a subscriber asked for " + buffers + " buffers");
                } else {
                    demand = demand + buffers < 0 ? Long.MAX_VALUE : demand + buffers;
                }
                advance();
            });
        }

        @Override
        public void cancel() {
            strand.execute(() -> told = true);
        }
    }
}
