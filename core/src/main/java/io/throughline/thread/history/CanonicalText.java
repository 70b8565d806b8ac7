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
    private static final int STRETCH = 256;
    private static final long BLANKS = 0x2020_2020_2020_2020L;
    private static final long TAIL = 0x2545_F491_4F6C_DD1DL;

    private final long seed;
    private byte[] kept = new byte[ROOM + 32];
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

    static void put(byte[] bytes, int at, long word) {
        WORDS.set(bytes, at, word);
    }

    /**
     * Takes text as it stands, up to the first character that is not simply one that counts: a control or an invisible one, or what ends a string or
     * escapes.
     *
     * @return where that character is, or the end
     */
    int seen(byte[] text, int from, int end, Ends ends) {
        int begin = blank ? behindBlanks(text, from, end) : from;
        int at = begin;
        while (at < end) {
            at = ascii(text, at, end, ends);
            if (at == end || text[at] >= 0) {
                break;
            }
            int behind = beyond(text, at, end, ends);
            if (behind == at) {
                break;
            }
            at = behind;
        }
        blank &= at == begin;
        return at;
    }

    /** Takes ASCII: eight bytes are copied before it is known how many of them count, and what follows overwrites the others. */
    private int ascii(byte[] text, int from, int end, Ends ends) {
        byte[] out = kept;
        int at = from;
        while (true) {
            int ahead = held - at;
            int last = Math.min(end - 8, at + ROOM - held);
            long special = 0;
            while (at <= last) {
                long word = word(text, at);
                WORDS.set(out, at + ahead, word);
                special = ends.special(word);
                if (special != 0) {
                    break;
                }
                at += 8;
            }
            at += special == 0 ? 0 : Long.numberOfTrailingZeros(special) >>> 3;
            hold(at + ahead);
            if (special != 0) {
                return at;
            }
            if (at > end - 8) {
                return last(text, at, end, ends);
            }
        }
    }

    /** Takes text of which much is beyond ASCII; not all of it, as ASCII by itself is quicker. */
    private int beyond(byte[] text, int from, int end, Ends ends) {
        byte[] out = kept;
        int ahead = held - from;
        int last = Math.min(end - 8, from + Math.min(STRETCH, ROOM - held));
        int at = from;
        int some = 8;
        while (some == 8 && at <= last) {
            long word = word(text, at);
            WORDS.set(out, at + ahead, word);
            long unsure = ends.unsure(word);
            some = unsure == 0 ? 8 : stop(text, at, end, unsure);
            at += some;
        }
        hold(at + ahead);
        return some == 8 && at > end - 8 ? last(text, at, end, ends) : at;
    }

    /** Returns how many of eight bytes are before the first that does not simply count. */
    private static int stop(byte[] text, int at, int end, long unsure) {
        for (long left = unsure; left != 0; left &= left - 1) {
            int place = Long.numberOfTrailingZeros(left) >>> 3;
            if (text[at + place] >= 0 || Ignorable.at(text, at + place, end)) {
                return place;
            }
        }
        return 8;
    }

    private void hold(int count) {
        held = count > ROOM ? fold(count) : count;
    }

    /** Takes what is less than eight bytes before the end. */
    private int last(byte[] text, int from, int end, Ends ends) {
        int at = from;
        while (at < end && (ends.isPlain(text[at]) || (text[at] < 0 && !Ignorable.at(text, at, end)))) {
            add(text[at++]);
        }
        return at;
    }

    /** Takes one character of ASCII that counts. */
    void seen(byte character) {
        blank = false;
        add(character);
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
        kept[held] = value;
        hold(held + 1);
    }

    /** Returns how many of the bytes held are no blanks at the end. */
    private int told() {
        int told = held;
        while (told > 0 && kept[told - 1] == ' ') {
            told--;
        }
        return told;
    }

    /**
     * Makes room as soon as more than {@value #ROOM} bytes are held. Sixteen at a time are folded, so it makes no difference when. Blanks at the end
     * stay, as they may be the text's end; if there is nothing else, they go at a place that depends on what is before them alone.
     *
     * @return how many are held still
     */
    private int fold(int count) {
        held = count;
        head = head();
        int told = told() & ~15;
        int whole = told > 0 ? told : ROOM;
        hash = folded(hash, kept, 0, whole);
        System.arraycopy(kept, whole, kept, 0, count - whole);
        passed += whole;
        return count - whole;
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
