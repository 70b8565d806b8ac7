package io.throughline.mark;

import java.io.ByteArrayOutputStream;

/** Events that wait for the next one to show what becomes of them; the first may still gain something. */
final class Held {
    private static final int MOST = 64 * 1024;

    private final byte[] first;
    private final ByteArrayOutputStream others = new ByteArrayOutputStream(0);

    Held(byte[] first) {
        this.first = first;
    }

    /** Holds another event behind the first, and returns whether there is room for it. */
    boolean add(byte[] event) {
        if (others.size() + event.length > MOST) {
            return false;
        }
        others.writeBytes(event);
        return true;
    }

    byte[] first() {
        return first;
    }

    /** Writes what is held, the first event with something in it. */
    void write(int at, String text, ByteArrayOutputStream out) {
        Splices splices = new Splices();
        splices.insert(at, text);
        out.writeBytes(splices.apply(first));
        out.writeBytes(others.toByteArray());
    }
}
