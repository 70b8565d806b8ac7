package io.throughline.thread.history;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes text and makes one number of it. Where the text was split makes no difference. Not counted are what nobody sees, line ends and all white
 * space but blanks, blanks next to those, and blanks at the text's beginning and end. Used by one thread at a time.
 */
final class CanonicalText {
    /** How much of the text's beginning makes {@link #head}, in bytes that count. */
    static final int HEAD = 48;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ROOM = 2048;
    private static final long BLANKS = 0x2020_2020_2020_2020L;
    private static final long TAIL = 0x2545_F491_4F6C_DD1DL;

    private final long seed;
    private byte[] kept = new byte[ROOM];
    private int held;
    private long passed;
    private long hash;
    private long head;
    private boolean blank = true;

    CanonicalText(long seed) {
        this.seed = seed;
        this.hash = seed;
    }

    CanonicalText copy() {
        CanonicalText copy = new CanonicalText(seed);
        copy.kept = kept.clone();
        copy.held = held;
        copy.passed = passed;
        copy.hash = hash;
        copy.head = head;
        copy.blank = blank;
        return copy;
    }

    void clear() {
        held = 0;
        passed = 0;
        hash = seed;
        head = 0;
        blank = true;
    }

    /** Returns how many bytes count. */
    long length() {
        return passed + told();
    }

    /** Returns the number of the whole text; 0 where nothing counts. More text may follow. */
    long hash() {
        int told = told();
        if (passed + told == 0) {
            return 0;
        }
        int whole = told & ~15;
        byte[] last = new byte[16];
        System.arraycopy(kept, whole, last, 0, told - whole);
        long all = folded(hash, kept, 0, whole);
        return Mix.of(folded(all, last, 0, 16), passed + told);
    }

    /** Returns the number of the text's first {@value #HEAD} bytes that count; 0 where there are fewer. */
    long head() {
        if (passed == 0 && told() >= HEAD) {
            return Mix.of(folded(seed, kept, 0, HEAD), HEAD);
        }
        return head;
    }

    /** Takes the first {@code count} bytes of eight; they are ASCII, none a control character. */
    void word(long word, int count) {
        int blanks = blank ? Math.min(count, Long.numberOfTrailingZeros(word ^ BLANKS) >>> 3) : 0;
        if (blanks == count) {
            return;
        }
        blank = false;
        room();
        WORDS.set(kept, held, word >>> (blanks << 3));
        held += count - blanks;
    }

    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** Takes bytes that count. */
    void bytes(byte[] bytes, int from, int to) {
        blank = false;
        for (int at = from; at < to; ) {
            room();
            int some = Math.min(to - at, ROOM - held);
            System.arraycopy(bytes, at, kept, held, some);
            held += some;
            at += some;
        }
    }

    /** Takes a character, if it counts. */
    void codePoint(int codePoint) {
        if (codePoint == ' ') {
            if (!blank) {
                add((byte) ' ');
            }
        } else if (Ignorable.isWhiteSpace(codePoint)) {
            held = told();
            blank = true;
        } else if (!Ignorable.isInvisible(codePoint)) {
            blank = false;
            visible(codePoint);
        }
    }

    private void visible(int codePoint) {
        if (codePoint < 0x80) {
            add((byte) codePoint);
        } else if (codePoint < 0x800) {
            add((byte) (0xC0 | codePoint >> 6));
            add((byte) (0x80 | (codePoint & 0x3F)));
        } else if (codePoint < 0x10000) {
            add((byte) (0xE0 | codePoint >> 12));
            add((byte) (0x80 | (codePoint >> 6 & 0x3F)));
            add((byte) (0x80 | (codePoint & 0x3F)));
        } else {
            add((byte) (0xF0 | codePoint >> 18));
            add((byte) (0x80 | (codePoint >> 12 & 0x3F)));
            add((byte) (0x80 | (codePoint >> 6 & 0x3F)));
            add((byte) (0x80 | (codePoint & 0x3F)));
        }
    }

    private void add(byte value) {
        room();
        kept[held++] = value;
    }

    /** Returns how many of the bytes held are no blanks at the end. */
    private int told() {
        int told = held;
        while (told > 0 && kept[told - 1] == ' ') {
            told--;
        }
        return told;
    }

    /** Blanks at the end stay: they may be the text's end. */
    private void room() {
        if (held > ROOM - 16) {
            head = head();
            int told = told() & ~15;
            int whole = told > 0 ? told : held & ~15;
            hash = folded(hash, kept, 0, whole);
            System.arraycopy(kept, whole, kept, 0, held - whole);
            passed += whole;
            held -= whole;
        }
    }

    private static long folded(long start, byte[] bytes, int from, int to) {
        long result = start;
        for (int at = from; at < to; at += 16) {
            result = Mix.fold((long) WORDS.get(bytes, at) ^ TAIL, (long) WORDS.get(bytes, at + 8) ^ result);
        }
        return result;
    }
}
