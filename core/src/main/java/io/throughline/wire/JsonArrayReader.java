package io.throughline.wire;

import java.nio.ByteBuffer;

/**
 * Reads the elements of a JSON array out of bytes that come in pieces of any size, each as soon as its last byte has come. A body that is one object
 * and no array, as errors are, is told like an element.
 *
 * <p>It looks for where elements end and no further: what an element holds is not checked. Made for one stream; used by one thread at a time.
 */
public final class JsonArrayReader implements FrameReader {
    private final SseReader.Listener listener;
    private final int maxElementBytes;
    private final ByteStore element = new ByteStore();

    private State state = State.BEFORE_ARRAY;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean tooLarge;
    private long skipped;

    /**
     * Makes a reader.
     *
     * @param maxElementBytes how large an element may be; a larger one is passed over and counted
     * @param listener told of each element, as an event without a name
     */
    public JsonArrayReader(int maxElementBytes, SseReader.Listener listener) {
        this.maxElementBytes = maxElementBytes;
        this.listener = listener;
    }

    /** Reads all of the buffer's remaining bytes; its position stays. Each element that ends in them is told before this returns. */
    @Override
    public void feed(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        int start = 0;
        for (int at = 0; at < copy.length; at++) {
            boolean wasOutside = state != State.IN_ELEMENT;
            if (step(copy[at])) {
                keep(copy, start, at + 1);
                tell();
                start = at + 1;
            } else if (wasOutside) {
                start = state == State.IN_ELEMENT ? at : at + 1;
            } else if (state != State.IN_ELEMENT) {
                // a bare value ends before the byte that ends it
                keep(copy, start, at);
                tell();
                start = at + 1;
            }
        }
        if (state == State.IN_ELEMENT) {
            keep(copy, start, copy.length);
        }
    }

    /** Drops what is left. To be called once, at the end of the body. */
    @Override
    public void finish() {
        element.clear();
        state = State.AFTER_ARRAY;
    }

    /** Returns how many elements were passed over because they were larger than the limit. */
    @Override
    public long skipped() {
        return skipped;
    }

    /** Takes one byte, and returns whether an object, array or string that is an element ends with it. */
    private boolean step(byte octet) {
        return switch (state) {
            case BEFORE_ARRAY -> {
                if (octet == '[') {
                    state = State.BETWEEN;
                } else if (octet == '{') {
                    begin(octet);
                }
                yield false;
            }
            case BETWEEN -> {
                if (octet == ']') {
                    state = State.AFTER_ARRAY;
                } else if (octet != ',' && !isSpace(octet)) {
                    begin(octet);
                }
                yield false;
            }
            case IN_ELEMENT -> inside(octet);
            case AFTER_ARRAY -> false;
        };
    }

    private void begin(byte octet) {
        state = State.IN_ELEMENT;
        depth = 0;
        inside(octet);
    }

    private boolean inside(byte octet) {
        if (inString) {
            boolean ends = octet == '"' && !escaped;
            escaped = octet == '\\' && !escaped;
            inString = !ends;
            return ends && endsAtDepth0();
        }
        switch (octet) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                if (depth < 0) {
                    state = State.AFTER_ARRAY;
                    return false;
                }
                return endsAtDepth0();
            }
            default -> {
                if (depth == 0 && (octet == ',' || isSpace(octet))) {
                    state = State.BETWEEN;
                }
            }
        }
        return false;
    }

    private boolean endsAtDepth0() {
        if (depth == 0) {
            state = State.BETWEEN;
        }
        return depth == 0;
    }

    private void keep(byte[] bytes, int start, int end) {
        if (tooLarge || start >= end) {
            return;
        }
        if ((long) element.size() + end - start > maxElementBytes) {
            tooLarge = true;
            skipped++;
            element.clear();
        } else {
            element.append(bytes, start, end);
        }
    }

    private void tell() {
        byte[] whole = element.toBytes();
        boolean told = !tooLarge;
        element.clear();
        tooLarge = false;
        if (told) {
            listener.event(null, whole);
        }
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }

    private enum State {
        BEFORE_ARRAY,
        BETWEEN,
        IN_ELEMENT,
        AFTER_ARRAY
    }
}
