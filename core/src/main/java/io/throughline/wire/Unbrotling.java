package io.throughline.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.brotli.dec.BrotliInputStream;

/** Undoes br. Its library reads streams and can't be fed, so the coded bytes wait, up to a limit, and are decoded at the end. */
final class Unbrotling implements Decoding {
    private static final int MOST_HELD = 4 << 20;

    private final ByteArrayOutputStream coded = new ByteArrayOutputStream();
    private boolean tooMuch;

    /** Returns whether the library is on the class path. */
    static boolean available() {
        try {
            return BrotliInputStream.class.getName() != null;
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    @Override
    public void feed(ByteBuffer bytes, Consumer<ByteBuffer> decoded, BooleanSupplier wanted) throws BrokenException {
        byte[] chunk = new byte[bytes.remaining()];
        bytes.get(chunk);
        if (tooMuch || coded.size() + chunk.length > MOST_HELD) {
            tooMuch = true;
            coded.reset();
            throw new BrokenException();
        }
        coded.writeBytes(chunk);
    }

    @Override
    public void finish(Consumer<ByteBuffer> decoded) throws BrokenException {
        if (coded.size() == 0) {
            return;
        }
        byte[] buffer = new byte[8192];
        try (InputStream plain = new BrotliInputStream(new ByteArrayInputStream(coded.toByteArray()))) {
            for (int count = plain.read(buffer); count >= 0; count = plain.read(buffer)) {
                decoded.accept(ContentDecoder.copy(buffer, count));
            }
        } catch (IOException e) {
            throw new BrokenException();
        }
    }

    @Override
    public void close() {
        coded.reset();
    }
}
