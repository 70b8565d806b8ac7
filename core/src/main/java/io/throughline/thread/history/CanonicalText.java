package io.throughline.thread.history;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes the visible bytes of text and makes one number of them. Where the text was split, and what white space it has, makes no difference.
 * Used by one thread at a time.
 */
final class CanonicalText {
    /** How much of the text's beginning makes {@link #head}, in bytes that count. */
    static final int HEAD = 48;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ROOM = 2048;
    private static final long TAIL = 0x2545_F491_4F6C_DD1DL;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long BEYOND_BLANK = 0x5F5F_5F5F_5F5F_5F5FL;

    private final long seed;
    private byte[] kept = new byte[ROOM];
    private int held;
    private long passed;
    private long hash;
    private long head;

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
        return copy;
    }

    void clear() {
        held = 0;
        passed = 0;
        hash = seed;
        head = 0;
    }

    /** Returns how many bytes counted. */
    long length() {
        return passed + held;
    }

    /** Returns the number of the whole text; 0 where nothing counted. More text may follow. */
    long hash() {
        if (length() == 0) {
            return 0;
        }
        java.util.Arrays.fill(kept, held, Math.min(ROOM, held + 16), (byte) 0);
        long all = folded(hash, 0, held + 15 & ~15);
        return Mix.of(all, length());
    }

    /** Returns the number of the text's first {@value #HEAD} bytes that count; 0 where there are fewer. */
    long head() {
        if (passed == 0 && held >= HEAD) {
            return Mix.of(folded(seed, 0, HEAD), HEAD);
        }
        return head;
    }

    /** Takes eight bytes of which those count whose top bit is set in {@code visible}; all of them are ASCII. */
    void ascii(long word, long visible) {
        room();
        if (visible == TOPS) {
            WORDS.set(kept, held, word);
            held += 8;
        } else if (visible != 0) {
            squeeze(word, visible);
        }
    }

    /** Returns which bytes of eight are beyond the blank, by their top bits; they must be ASCII. */
    static long visible(long word) {
        return word + BEYOND_BLANK & TOPS;
    }

    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** Takes bytes that count. */
    void bytes(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            add(bytes[at]);
        }
    }

    /** Takes a character, if it counts. */
    void codePoint(int codePoint) {
        if (Ignorable.is(codePoint)) {
            return;
        }
        if (codePoint < 0x80) {
            add((byte) codePoint);
        } else if (codePoint < 0x800) {
            add((byte) (0xC0 | codePoint >> 6));
            add((byte) (0x80 | codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            add((byte) (0xE0 | codePoint >> 12));
            add((byte) (0x80 | codePoint >> 6 & 0x3F));
            add((byte) (0x80 | codePoint & 0x3F));
        } else {
            add((byte) (0xF0 | codePoint >> 18));
            add((byte) (0x80 | codePoint >> 12 & 0x3F));
            add((byte) (0x80 | codePoint >> 6 & 0x3F));
            add((byte) (0x80 | codePoint & 0x3F));
        }
    }

    private void add(byte value) {
        room();
        kept[held++] = value;
    }

    /** Eight stores without a branch are quicker than looking for the blanks. */
    private void squeeze(long word, long visible) {
        byte[] into = kept;
        int at = held;
        into[at] = (byte) word;
        at += (int) (visible >>> 7) & 1;
        into[at] = (byte) (word >>> 8);
        at += (int) (visible >>> 15) & 1;
        into[at] = (byte) (word >>> 16);
        at += (int) (visible >>> 23) & 1;
        into[at] = (byte) (word >>> 24);
        at += (int) (visible >>> 31) & 1;
        into[at] = (byte) (word >>> 32);
        at += (int) (visible >>> 39) & 1;
        into[at] = (byte) (word >>> 40);
        at += (int) (visible >>> 47) & 1;
        into[at] = (byte) (word >>> 48);
        at += (int) (visible >>> 55) & 1;
        into[at] = (byte) (word >>> 56);
        held = at + (int) (visible >>> 63);
    }

    private void room() {
        if (held > ROOM - 32) {
            head = head();
            int whole = held & ~15;
            hash = folded(hash, 0, whole);
            System.arraycopy(kept, whole, kept, 0, held - whole);
            passed += whole;
            held -= whole;
        }
    }

    private long folded(long start, int from, int to) {
        long result = start;
        for (int at = from; at < to; at += 16) {
            result = Mix.fold((long) WORDS.get(kept, at) ^ TAIL, (long) WORDS.get(kept, at + 8) ^ result);
        }
        return result;
    }
}
