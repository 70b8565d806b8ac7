package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** The deflate coding: zlib's format as RFC 9110 says, or the raw stream that some servers send. The first two bytes tell which. */
final class DeflateCoding implements Coding {
    private @Nullable Inflation inflation;
    private int first = -1;
    private boolean ended;

    @Override
    public void feed(ByteBuffer bytes, Output out) throws DataFormatException {
        if (inflation == null) {
            begin(bytes, out);
        } else {
            inflate(inflation, bytes, out);
        }
    }

    @Override
    public void close() {
        if (inflation != null) {
            inflation.close();
        }
    }

    private void begin(ByteBuffer bytes, Output out) throws DataFormatException {
        if (first < 0 && bytes.hasRemaining()) {
            first = bytes.get() & 0xFF;
        }
        if (!bytes.hasRemaining()) {
            return;
        }
        int second = bytes.get(bytes.position()) & 0xFF;
        boolean zlib = (first & 0x0F) == 8 && (first << 8 | second) % 31 == 0;
        Inflation begun = zlib ? Inflation.ofZlib() : Inflation.ofRaw();
        inflation = begun;
        inflate(begun, ByteBuffer.wrap(new byte[] {(byte) first}), out);
        inflate(begun, bytes, out);
    }

    private void inflate(Inflation begun, ByteBuffer bytes, Output out) throws DataFormatException {
        if (!ended) {
            ended = begun.feed(bytes, out);
        }
        if (ended) {
            bytes.position(bytes.limit());
        }
    }
}
