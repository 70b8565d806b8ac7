package io.throughline.record;

import io.throughline.wire.ByteSearch;
import java.io.Writer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Collects text as UTF-8. Half of a surrogate pair, which models and clients do send and which has no form in UTF-8, becomes a question mark, as {@link
 * String#getBytes(java.nio.charset.Charset)} has it. Not safe for use by several threads.
 */
final class Utf8Writer extends Writer {
    private static final int LONGEST = 4;
    private static final byte[] NONE = {};
    private static final int MOST_SPARE = 1 << 16;
    /** What the last writer has left behind: records are written by few threads, and a tenth of a call's allocation was room to write into. */
    private static final AtomicReference<byte @Nullable []> SPARE = new AtomicReference<>();

    private byte[] bytes;
    private int size;
    /** The first half of a pair whose other half has not come; 0 where there is none. */
    private char high;

    /** Makes a writer that has room for so many bytes before it must grow. */
    Utf8Writer(int room) {
        this(new byte[Math.max(LONGEST, room)]);
    }

    private Utf8Writer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Makes a writer that has room for so many bytes, if possible in what another has written into: see {@link #done}. */
    static Utf8Writer spare(int room) {
        byte[] left = room <= MOST_SPARE ? SPARE.getAndSet(null) : null;
        return left == null || left.length < room ? new Utf8Writer(room) : new Utf8Writer(left);
    }

    @Override
    public void write(char[] text, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end) {
            room(Math.min(end - at, 1 << 12) + LONGEST);
            int stop = Math.min(end, at + (bytes.length - size) / LONGEST);
            while (at < stop) {
                put(text[at++]);
            }
        }
    }

    /** Writes JSON that is UTF-8 already, from {@code from} on, in one line: line ends stand between its tokens alone, where a blank says the same. */
    void writeJson(byte[] text, int from) {
        room(text.length - from + LONGEST);
        lone();
        System.arraycopy(text, from, bytes, size, text.length - from);
        size += text.length - from;
        blank(text, '\n', from);
        blank(text, '\r', from);
    }

    /** Puts blanks where {@code wanted} stands in the text that was just written. */
    private void blank(byte[] text, char wanted, int from) {
        int ahead = size - text.length;
        for (int at = ByteSearch.indexOf(text, wanted, from); at >= 0; at = ByteSearch.indexOf(text, wanted, at + 1)) {
            bytes[ahead + at] = ' ';
        }
    }

    /** Returns all that was written. */
    byte[] bytes() {
        room(1);
        lone();
        return Arrays.copyOf(bytes, size);
    }

    /** Returns all that was written, and leaves the room it was written into to the next writer. */
    byte[] done() {
        byte[] all = bytes();
        if (bytes.length <= MOST_SPARE) {
            SPARE.set(bytes);
        }
        bytes = NONE;
        size = 0;
        return all;
    }

    @Override
    public void flush() {
        // nowhere to
    }

    @Override
    public void close() {
        // nothing is held
    }

    private void put(char unit) {
        if (high != 0 || Character.isSurrogate(unit)) {
            surrogate(unit);
        } else if (unit < 0x80) {
            bytes[size++] = (byte) unit;
        } else if (unit < 0x800) {
            bytes[size++] = (byte) (0xC0 | (unit >> 6));
            bytes[size++] = (byte) (0x80 | (unit & 0x3F));
        } else {
            bytes[size++] = (byte) (0xE0 | (unit >> 12));
            bytes[size++] = (byte) (0x80 | ((unit >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (unit & 0x3F));
        }
    }

    private void surrogate(char unit) {
        if (high != 0 && Character.isLowSurrogate(unit)) {
            int point = Character.toCodePoint(high, unit);
            high = 0;
            bytes[size++] = (byte) (0xF0 | (point >> 18));
            bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (point & 0x3F));
            return;
        }
        lone();
        if (Character.isHighSurrogate(unit)) {
            high = unit;
        } else if (Character.isLowSurrogate(unit)) {
            bytes[size++] = '?';
        } else {
            put(unit);
        }
    }

    private void lone() {
        if (high != 0) {
            high = 0;
            bytes[size++] = '?';
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
