package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Undoes one content coding. */
sealed interface Decoding permits Inflating, Unbrotling {
    /** Takes bytes and gives what they decode to, while more is wanted. */
    void feed(ByteBuffer bytes, Consumer<ByteBuffer> decoded, BooleanSupplier wanted) throws BrokenException;

    /** Says that there are no more bytes. */
    void finish(Consumer<ByteBuffer> decoded) throws BrokenException;

    /** Lets go of memory outside the heap. Idempotent. */
    void close();

    /** The bytes are not what the coding says. */
    final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException() {
            super("the bytes are not what their coding says", null, false, false);
        }
    }
}
