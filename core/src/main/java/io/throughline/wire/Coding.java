package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Undoes one content coding of one body. */
interface Coding {
    /** Decodes all of the buffer's remaining bytes; the buffer is used up. */
    void feed(ByteBuffer bytes, Output out) throws DataFormatException;

    /** Brings out what could only come at the end. */
    default void finish(Output out) throws DataFormatException {}

    /** Returns whether more can come out than goes in. */
    default boolean expands() {
        return true;
    }

    /** Frees memory outside the heap. May be called more than once. */
    default void close() {}

    /** Takes decoded bytes, which are only good during the call. */
    interface Output {
        void accept(ByteBuffer bytes) throws DataFormatException;
    }
}
