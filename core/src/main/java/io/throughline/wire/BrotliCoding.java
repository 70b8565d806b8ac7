package io.throughline.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.brotli.dec.BrotliInputStream;

/**
 * The brotli coding, RFC 7932. Its decoder pulls and can't pause in the middle, so the compressed bytes are kept, up to the limit of the output, and
 * are decoded when the body has ended.
 */
final class BrotliCoding implements Coding {
    private static final int SCRATCH = 16 * 1024;

    private final ByteStore compressed = new ByteStore();
    private final long limit;

    BrotliCoding(long limit) {
        this.limit = limit;
    }

    @Override
    public void feed(ByteBuffer bytes, Output out) throws DataFormatException {
        if (compressed.size() + (long) bytes.remaining() > limit) {
            throw new OutputLimitException();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        compressed.append(copy, 0, copy.length);
    }

    @Override
    public void finish(Output out) throws DataFormatException {
        if (compressed.isEmpty()) {
            return;
        }
        InputStream source = new ByteArrayInputStream(compressed.array(), 0, compressed.size());
        byte[] scratch = new byte[SCRATCH];
        try (InputStream plain = new BrotliInputStream(source)) {
            int count;
            while ((count = read(plain, scratch)) > 0) {
                out.accept(ByteBuffer.wrap(scratch, 0, count));
            }
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    @Override
    public void close() {
        compressed.clear();
    }

    private static int read(InputStream plain, byte[] scratch) throws DataFormatException {
        try {
            return plain.read(scratch);
        } catch (IOException | RuntimeException e) {
            // the decoder's own checks let some damaged streams run into its arrays' ends
            throw malformed(e);
        }
    }

    private static DataFormatException malformed(Exception cause) {
        DataFormatException malformed = new DataFormatException("no brotli stream");
        malformed.initCause(cause);
        return malformed;
    }
}
