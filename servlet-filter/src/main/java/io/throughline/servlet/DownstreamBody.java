package io.throughline.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response's body as it comes, without a thread of its own: {@code isReady → write → isReady → flush → isReady → request(1)}. At
 * most one buffer waits here; a slow client slows the provider. Its state is touched on the call's strand alone.
 *
 * <p>Subscriber and write listener are two inner classes on purpose: both have an {@code onError(Throwable)}, of opposite directions.
 */
final class DownstreamBody {
    private final ServletOutputStream out;
    private final Flow.Publisher<ByteBuffer> source;
    private final Strand strand;
    private final Outcome outcome;

    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean left;
    private @Nullable ByteBuffer pending;
    private @Nullable Runnable ending;
    private boolean subscribed;
    private boolean writable;
    private boolean flushed;
    private boolean asked;
    private boolean over;

    /**
     * Prepares to write.
     *
     * @param headFirst whether the head leaves before the body's first bytes do
     */
    DownstreamBody(
            ServletOutputStream out,
            Flow.Publisher<ByteBuffer> source,
            Strand strand,
            boolean headFirst,
            Outcome outcome) {
        this.out = out;
        this.source = source;
        this.strand = strand;
        this.flushed = !headFirst;
        this.outcome = outcome;
    }

    /** Asks the container to say when it takes bytes. */
    void begin() {
        out.setWriteListener(new Writability());
    }

    /** Stops the source, at once and on any thread; nothing more is written. */
    void stop() {
        left = true;
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }

    /** Tells a source that was not asked yet that nobody will: it waits to hear how its body ended. To be called once stopped. */
    void refuse() {
        if (!subscribed) {
            subscribed = true;
            source.subscribe(new Reader());
        }
    }

    private void advance() {
        try {
            while (!over && !left && isWritable()) {
                if (!step()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            over = true;
            outcome.clientLeft(e);
        }
    }

    /** Does what is next; returns whether something may follow at once. */
    private boolean step() throws IOException {
        if (pending != null) {
            ByteBuffer bytes = pending;
            pending = null;
            write(bytes);
            flushed = false;
        } else if (!flushed) {
            flushed = true;
            out.flush();
        } else if (ending != null) {
            over = true;
            ending.run();
        } else if (!subscribed) {
            subscribed = true;
            source.subscribe(new Reader());
        } else if (!asked && subscription != null) {
            asked = true;
            subscription.request(1);
        } else {
            return false;
        }
        return true;
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.write(copy);
        }
    }

    /** Once the container has said no, it calls back: asking again before that is not allowed. */
    private boolean isWritable() {
        writable = writable && out.isReady();
        return writable;
    }

    private final class Writability implements WriteListener {
        @Override
        public void onWritePossible() {
            strand.execute(() -> {
                writable = true;
                advance();
            });
        }

        @Override
        public void onError(Throwable cause) {
            outcome.clientLeft(cause);
        }
    }

    private final class Reader implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            if (left) {
                source.cancel();
            }
            strand.execute(DownstreamBody.this::advance);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            strand.execute(() -> {
                asked = false;
                pending = buffer.hasRemaining() ? buffer : null;
                advance();
            });
        }

        @Override
        public void onComplete() {
            endWith(outcome::written);
        }

        @Override
        public void onError(Throwable cause) {
            endWith(() -> outcome.sourceBroke(cause));
        }

        private void endWith(Runnable end) {
            strand.execute(() -> {
                ending = end;
                advance();
            });
        }
    }

    /** How it went; one of them, called on the strand except where a container calls back. */
    interface Outcome {
        /** Every byte was taken. */
        void written();

        /** The client doesn't read any more. */
        void clientLeft(Throwable cause);

        /** There will be no more bytes, and these are not all. */
        void sourceBroke(Throwable cause);
    }
}
