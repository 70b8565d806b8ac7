package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** No coding that was announced: the bytes as they are, or gzip where they begin as no text does, as some servers forget to say. */
final class UnannouncedCoding implements Coding {
    private static final byte FIRST = 0x1F;
    private static final byte SECOND = (byte) 0x8B;

    private @Nullable GzipCoding gzip;
    private boolean decided;
    private boolean firstHeld;

    /** Returns whether a whole body begins as gzip does. */
    static boolean isIn(byte[] body) {
        return body.length > 1 && body[0] == FIRST && body[1] == SECOND;
    }

    @Override
    public void feed(ByteBuffer bytes, Output out) throws DataFormatException {
        if (!bytes.hasRemaining()) {
            return;
        }
        if (!decided) {
            decide(bytes, out);
        }
        if (gzip != null) {
            gzip.feed(bytes, out);
        } else if (bytes.hasRemaining()) {
            out.accept(bytes);
        }
    }

    @Override
    public void finish(Output out) throws DataFormatException {
        if (firstHeld) {
            firstHeld = false;
            out.accept(ByteBuffer.wrap(new byte[] {FIRST}));
        }
    }

    @Override
    public boolean expands() {
        return gzip != null;
    }

    @Override
    public void close() {
        if (gzip != null) {
            gzip.close();
        }
    }

    private void decide(ByteBuffer bytes, Output out) throws DataFormatException {
        if (!firstHeld) {
            if (bytes.get(bytes.position()) != FIRST) {
                decided = true;
                return;
            }
            bytes.get();
            firstHeld = true;
        }
        if (!bytes.hasRemaining()) {
            return;
        }
        decided = true;
        firstHeld = false;
        ByteBuffer first = ByteBuffer.wrap(new byte[] {FIRST});
        if (bytes.get(bytes.position()) == SECOND) {
            GzipCoding begun = new GzipCoding();
            gzip = begun;
            begun.feed(first, out);
        } else {
            out.accept(first);
        }
    }
}
