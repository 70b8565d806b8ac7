package io.throughline;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A stream whose bytes a tap sees once they were read. */
final class TappedInputStream extends FilterInputStream {
    private final Tap tap;

    TappedInputStream(InputStream source, Tap tap) {
        super(source);
        this.tap = tap;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(target, offset, length);
        } catch (IOException e) {
            tap.end(new Tap.End.Failed(e));
            throw e;
        }
        if (count < 0) {
            tap.end(new Tap.End.Completed());
        } else if (count > 0) {
            // a copy: the reader owns its array and will write it again
            tap.bytes(ByteBuffer.wrap(Arrays.copyOfRange(target, offset, offset + count))
                    .asReadOnlyBuffer());
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(count, 0), 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        // the tap first: closing some sources reads them to their end, and that is not the reader's reading
        tap.end(new Tap.End.Cancelled());
        in.close();
    }
}
