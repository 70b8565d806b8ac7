package io.throughline.wire;

import java.util.Arrays;

/**
 * The data of an event that is coming: its lines joined by LF. A first line stays in the caller's buffer as long as that is good, so that an event
 * that comes in one piece is copied once.
 */
final class EventData {
    private static final byte[] NOTHING = {};

    private final ByteStore kept = new ByteStore();
    private byte[] lent = NOTHING;
    private int lentStart;
    private int lentEnd;
    private boolean isLent;
    private boolean hasLines;

    void addLine(byte[] bytes, int start, int end) {
        if (!hasLines) {
            hasLines = true;
            isLent = true;
            lent = bytes;
            lentStart = start;
            lentEnd = end;
            return;
        }
        takeIn();
        kept.append((byte) '\n');
        kept.append(bytes, start, end);
    }

    /** Takes the first line out of a buffer that is about to be given back. */
    void takeIn() {
        if (isLent) {
            kept.append(lent, lentStart, lentEnd);
            isLent = false;
            lent = NOTHING;
        }
    }

    void clear() {
        hasLines = false;
        isLent = false;
        lent = NOTHING;
        kept.clear();
    }

    /** Returns whether there is a line, be it an empty one. */
    boolean hasLines() {
        return hasLines;
    }

    int size() {
        return isLent ? lentEnd - lentStart : kept.size();
    }

    byte[] toBytes() {
        return isLent ? Arrays.copyOfRange(lent, lentStart, lentEnd) : kept.toBytes();
    }
}
