package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates one deflate stream as far as its bytes have come. */
final class Inflation {
    private static final int SCRATCH = 8 * 1024;

    private final Inflater inflater;
    private final byte[] scratch = new byte[SCRATCH];
    private boolean closed;

    private Inflation(boolean raw) {
        inflater = new Inflater(raw);
    }

    static Inflation ofRaw() {
        return new Inflation(true);
    }

    static Inflation ofZlib() {
        return new Inflation(false);
    }

    /** Takes bytes up to the stream's end, and returns whether that was reached; bytes after it stay in the buffer. */
    boolean feed(ByteBuffer bytes, Coding.Output out) throws DataFormatException {
        inflater.setInput(bytes);
        while (!inflater.finished()) {
            int count = inflater.inflate(scratch);
            if (count > 0) {
                out.accept(ByteBuffer.wrap(scratch, 0, count));
            } else if (inflater.needsDictionary()) {
                throw new DataFormatException("a preset dictionary");
            } else if (inflater.needsInput()) {
                return false;
            }
        }
        return true;
    }

    /** Makes ready for another stream. */
    void restart() {
        inflater.reset();
    }

    void close() {
        if (!closed) {
            closed = true;
            inflater.end();
        }
    }
}
