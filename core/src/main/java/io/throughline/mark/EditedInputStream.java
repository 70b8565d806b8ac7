package io.throughline.mark;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream whose bytes are edited as they are read. */
final class EditedInputStream extends FilterInputStream {
    private final StreamEditor editor;
    private final byte[] buffer = new byte[8192];
    private ByteBuffer ready = ByteBuffer.allocate(0);
    private boolean over;

    EditedInputStream(InputStream source, StreamEditor editor) {
        super(source);
        this.editor = editor;
    }

    /** Edits a stream that is there whole. */
    static byte[] all(byte[] bytes, StreamEditor editor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 512);
        for (ByteBuffer piece : new ByteBuffer[] {editor.feed(ByteBuffer.wrap(bytes)), editor.finish()}) {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            out.writeBytes(copy);
        }
        return out.toByteArray();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ready.hasRemaining()) {
            if (over) {
                return -1;
            }
            int count = in.read(buffer, 0, buffer.length);
            over = count < 0;
            ready = over ? editor.finish() : editor.feed(ByteBuffer.wrap(buffer, 0, count));
        }
        int count = Math.min(length, ready.remaining());
        ready.get(target, offset, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(count, 0), 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public int available() {
        return ready.remaining();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
