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
    private byte[] kept = new byte[ROOM + 16];
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
        int rest = told - whole;
        long all = folded(hash, kept, 0, whole);
        return Mix.of(
                folded(all, first(word(kept, whole), rest), first(word(kept, whole + 8), rest - 8)), passed + told);
    }

    /** Returns the first so many bytes of eight. */
    private static long first(long word, int count) {
        return count >= 8 ? word : count <= 0 ? 0 : word & -1L >>> (64 - (count << 3));
    }

    /** Returns the number of the text's first {@value #HEAD} bytes that count; 0 where there are fewer. */
    long head() {
        if (passed == 0 && told() >= HEAD) {
            return Mix.of(folded(seed, kept, 0, HEAD), HEAD);
        }
        return head;
    }

    private static int behindBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            int blanks = Long.numberOfTrailingZeros(word(bytes, at) ^ BLANKS) >>> 3;
            at += blanks;
            if (blanks < 8) {
                return at;
            }
        }
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** Takes bytes that count, and blanks. */
    void bytes(byte[] bytes, int from, int to) {
        int at = blank ? behindBlanks(bytes, from, to) : from;
        blank &= at == to;
        while (at < to) {
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
            lineEnd();
        } else if (!Ignorable.isInvisible(codePoint)) {
            blank = false;
            visible(codePoint);
        }
    }

    /** Takes a line's end, or white space that is like one. */
    void lineEnd() {
        held = told();
        blank = true;
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

    /** Makes room when all is taken, and so at the same place however the text was split. Blanks at the end stay: they may be the text's end. */
    private void room() {
        if (held == ROOM) {
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
            result = folded(result, word(bytes, at), word(bytes, at + 8));
        }
        return result;
    }

    private static long folded(long before, long first, long second) {
        return Mix.fold(first ^ TAIL, second ^ before);
    }
}
