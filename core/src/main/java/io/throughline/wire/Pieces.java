package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A body's pieces until all are there. Large ones are kept as they came, small ones put together: a million of one byte each weigh a million bytes. */
final class Pieces {
    private static final int SMALL = 4 << 10;
    private static final int MOST_TOGETHER = 64 << 10;

    private final List<ByteBuffer> kept = new ArrayList<>(4);
    private final ByteArrayOutputStream together = new ByteArrayOutputStream(0);
    private int size;

    /** Takes a piece that nobody writes again. */
    void add(ByteBuffer piece) {
        size += piece.remaining();
        boolean first = kept.isEmpty() && together.size() == 0;
        if (first || piece.remaining() >= SMALL) {
            close();
            kept.add(piece);
            return;
        }
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        together.writeBytes(bytes);
        if (together.size() >= MOST_TOGETHER) {
            close();
        }
    }

    /** Returns how many bytes there are. */
    int size() {
        return size;
    }

    /** Forgets all. */
    void clear() {
        kept.clear();
        together.reset();
        size = 0;
    }

    /** Returns all bytes: the array that came, where there was but one. */
    byte[] joined() {
        close();
        ByteBuffer first = kept.size() == 1 ? kept.get(0) : null;
        if (first != null && first.hasArray() && first.arrayOffset() == 0 && size == first.array().length) {
            return first.array();
        }
        byte[] all = new byte[size];
        ByteBuffer copy = ByteBuffer.wrap(all);
        kept.forEach(piece -> copy.put(piece.duplicate()));
        return all;
    }

    private void close() {
        if (together.size() > 0) {
            kept.add(ByteBuffer.wrap(together.toByteArray()));
            together.reset();
        }
    }
}
