package io.throughline;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A message's body in the shape its source has: bytes in memory, a stream to pull from, or a publisher that pushes. It keeps its shape on
 * the way through the handler; a mount that needs another shape converts once, at its edge.
 *
 * <p>{@link Pull} and {@link Push} can be read once. Whoever stops reading early says so, by {@link InputStream#close()} or {@link
 * Flow.Subscription#cancel()}; both are idempotent and end the source. Buffers that a publisher hands out are never written again.
 */
public sealed interface Body {
    /** Returns the number of bytes, where it is known beforehand. */
    OptionalLong length();

    /** Returns a body of the same shape whose bytes {@code tap} sees go by. What the tap throws is swallowed. */
    Body tapped(Tap tap);

    /**
     * Returns the bytes as a publisher.
     *
     * @param reads runs the blocking reads of a {@link Pull} body; unused by the other shapes
     */
    Flow.Publisher<ByteBuffer> publisher(Executor reads);

    /** Returns the bytes as a stream. Reading it may block; closing it early cancels the source. */
    InputStream inputStream();

    /** Returns a body of no bytes. */
    static Body empty() {
        return Bytes.EMPTY;
    }

    /** Returns a body of these bytes, which the caller does not change any more. */
    static Body of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /**
     * Bytes in memory.
     *
     * @param bytes the bytes; nobody changes them
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by no one, copied by no one: a body is read, not a value
    record Bytes(byte[] bytes) implements Body {
        private static final Bytes EMPTY = new Bytes(new byte[0]);

        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public Body tapped(Tap tap) {
            Tap once = new OnceTap(tap);
            once.bytes(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            once.end(new Tap.End.Completed());
            return this;
        }

        @Override
        public Flow.Publisher<ByteBuffer> publisher(Executor reads) {
            return new BytesPublisher(bytes);
        }

        @Override
        public InputStream inputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /**
     * A stream to pull from.
     *
     * @param stream the source; closing it early ends it
     * @param length the number of bytes, where it is known
     */
    record Pull(InputStream stream, OptionalLong length) implements Body {
        @Override
        public Body tapped(Tap tap) {
            return new Pull(new TappedInputStream(stream, new OnceTap(tap)), length);
        }

        @Override
        public Flow.Publisher<ByteBuffer> publisher(Executor reads) {
            return new PullPublisher(stream, reads);
        }

        @Override
        public InputStream inputStream() {
            return stream;
        }
    }

    /**
     * A publisher that pushes as far as it was asked to.
     *
     * @param publisher the source, for one subscriber
     * @param length the number of bytes, where it is known
     */
    record Push(Flow.Publisher<ByteBuffer> publisher, OptionalLong length) implements Body {
        @Override
        public Body tapped(Tap tap) {
            return new Push(new TappedPublisher(publisher, new OnceTap(tap)), length);
        }

        @Override
        public Flow.Publisher<ByteBuffer> publisher(Executor reads) {
            return publisher;
        }

        @Override
        public InputStream inputStream() {
            PushInputStream stream = new PushInputStream();
            publisher.subscribe(stream.subscriber());
            return stream;
        }
    }
}
