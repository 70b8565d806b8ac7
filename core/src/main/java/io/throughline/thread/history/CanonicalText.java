package io.throughline.thread.history;

import java.util.Arrays;

/**
 * Takes text and makes one number of it. Where the text was split makes no difference. Not counted are what nobody sees, line ends and all white
 * space but blanks, blanks next to those, and blanks at the text's beginning and end. Used by one thread at a time.
 */
final class CanonicalText {
    /** How much of the text's beginning makes {@link #head}, in bytes that count. */
    static final int HEAD = 48;

    /** What is held at the most; more is only where there are so many blanks. */
    private static final int ROOM = 2048;

    private static final int FIRST_ROOM = 512;
    /** An answer comes in pieces, and thousands of streams wait for theirs. */
    private static final int ROOM_OF_A_COPY = 128;

    private static final int BEYOND = 64;
    private static final int STRETCH = 512;
    private static final int LONGEST_BACK = 3;
    private static final long BLANKS = 0x2020_2020_2020_2020L;
    private static final byte[] NONE = {};

    private final long seed;
    private final Lanes lanes;
    private final int firstRoom;
    private byte[] kept = NONE;
    private int room;
    private int held;
    private long passed;
    private long head;
    private boolean blank = true;

    CanonicalText(long seed) {
        this(seed, new Lanes(seed), FIRST_ROOM);
    }

    private CanonicalText(long seed, Lanes lanes, int firstRoom) {
        this.seed = seed;
        this.lanes = lanes;
        this.firstRoom = firstRoom;
    }

    CanonicalText copy() {
        CanonicalText copy = new CanonicalText(seed, lanes.copy(), ROOM_OF_A_COPY);
        copy.kept = held == 0 ? NONE : kept.clone();
        copy.room = held == 0 ? 0 : room;
        copy.held = held;
        copy.passed = passed;
        copy.head = head;
        copy.blank = blank;
        return copy;
    }

    void clear() {
        held = 0;
        passed = 0;
        lanes.clear();
        head = 0;
        blank = true;
    }

    /** Returns how many bytes count. */
    long length() {
        return passed + told(held);
    }

    /** Returns the number of the whole text; 0 where nothing counts. More text may follow. */
    long hash() {
        int told = told(held);
        return passed + told == 0 ? 0 : lanes.with(kept, told, passed + told);
    }

    /** Returns the number of the text's first {@value #HEAD} bytes that count; 0 where there are fewer. */
    long head() {
        return passed == 0 && told(held) >= HEAD ? Lanes.head(seed, kept, HEAD) : head;
    }

    /**
     * Takes text as it stands, up to the first character that is not simply one that counts: an invisible one, or what ends a string or escapes by
     * number.
     *
     * @return where that character is, or the end
     */
    int seen(byte[] text, int from, int end, Ends ends) {
        int at = from;
        while (true) {
            at = ascii(text, at, end, ends);
            if (at >= end) {
                return at;
            }
            if (text[at] < 0) {
                int behind = beyond(text, at, end, ends);
                if (behind == at) {
                    return at;
                }
                at = behind;
            } else if (!ends.isPlain(text[at])) {
                return at;
            }
        }
    }

    /**
     * Takes ASCII, and escapes of it: eight bytes are copied before it is known how many of them count, and what follows overwrites the others. All
     * in one loop and in local variables: it is left at what is rare alone, which makes a third of the time where every tenth byte is an escape.
     */
    private int ascii(byte[] text, int from, int end, Ends ends) {
        byte[] out = room();
        int put = held;
        int most = room;
        int last = end - 16;
        int at = blank ? behindBlanks(text, from, end) : from;
        int begin = at;
        boolean open = blank;
        while (true) {
            long special = 0;
            int ahead = put - at;
            int until = Math.min(last, most - ahead);
            for (; at <= until; at += 16) {
                long word = Octets.at(text, at);
                Octets.put(out, at + ahead, word);
                special = ends.special(word);
                if (special != 0) {
                    at += Long.numberOfTrailingZeros(special) >>> 3;
                    break;
                }
                word = Octets.at(text, at + 8);
                Octets.put(out, at + ahead + 8, word);
                special = ends.special(word);
                if (special != 0) {
                    at += 8 + (Long.numberOfTrailingZeros(special) >>> 3);
                    break;
                }
            }
            put = at + ahead;
            open &= at == begin;
            if (put > most) {
                put = fold(put);
                out = kept;
                most = room;
            } else if (special == 0) {
                break;
            }
            if (special == 0) {
                continue;
            }
            int meant = ends.meant(text, at, end);
            if (meant == Ends.RARE) {
                break;
            }
            // where it goes on hangs on a guess that is often right, and not on what was looked up: a quarter of the
            // time
            if (meant < 0) {
                put = told(out, put);
                open = true;
                at = meant == -2
                        ? behindBlanks(text, at + 2, end)
                        : meant == -3 ? behindBlanks(text, at + 3, end) : behindBlanks(text, at + 1, end);
            } else {
                open = false;
                if (meant < 3 << 8) {
                    out[put++] = (byte) meant;
                    at += 2;
                } else if (meant < 4 << 8) {
                    out[put++] = (byte) meant;
                    at += 3;
                } else {
                    out[put++] = (byte) meant;
                    at += 4;
                }
            }
            begin = at;
        }
        hold(put);
        blank = open;
        return at > last ? tail(text, at, end, ends) : at;
    }

    private static int behindBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to && Octets.at(bytes, at) == BLANKS) {
            at += 8;
        }
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    /** Takes text of which much is beyond ASCII; not all of it, as ASCII by itself is quicker. */
    private int beyond(byte[] text, int from, int end, Ends ends) {
        byte[] out = room();
        int ahead = held - from;
        int last = Math.min(end - 8, from + Math.min(STRETCH, room - held));
        int at = from;
        int some = 8;
        for (; at <= last; at += 8) {
            long word = Octets.at(text, at);
            Octets.put(out, at + ahead, word);
            if (Doubt.of(word) != 0) {
                some = stop(text, at, end, ends.unsure(word));
                if (some < 8) {
                    at += some;
                    break;
                }
            }
        }
        hold(at + ahead);
        blank &= at == from;
        return some == 8 && at > end - 8 ? tail(text, at, end, ends) : at;
    }

    /** Returns how many of eight bytes are before the first that does not simply count; -1 where that is the one before them. */
    private static int stop(byte[] text, int at, int end, long unsure) {
        if (isIgnorable(text, at - 1, end)) {
            return -1;
        }
        for (long left = unsure; left != 0; left &= left - 1) {
            int place = Long.numberOfTrailingZeros(left) >>> 3;
            if (text[at + place] >= 0 || isIgnorable(text, at + place, end)) {
                return place;
            }
        }
        return 8;
    }

    private static boolean isIgnorable(byte[] text, int at, int end) {
        return at >= 0 && Ignorable.maybe(text[at]) && Ignorable.at(text, at, end);
    }

    /** Takes what is less than eight bytes before the end. */
    private int tail(byte[] text, int from, int end, Ends ends) {
        if (from < end && text[from] < 0 && isIgnorable(text, from - 1, end)) {
            held--;
            return from - 1;
        }
        int at = from;
        while (at < end && (ends.isPlain(text[at]) || (text[at] < 0 && !isIgnorable(text, at, end)))) {
            if (text[at] != ' ' || !blank) {
                seen(text[at]);
            }
            at++;
        }
        return at;
    }

    /** Takes one byte that counts. */
    void seen(byte character) {
        blank = false;
        room()[held] = character;
        hold(held + 1);
    }

    /** Takes what {@link Ends#meant} tells, and returns how many bytes it takes. */
    int meant(int meant) {
        if (meant < 0) {
            lineEnd();
            return -meant;
        }
        seen((byte) meant);
        return meant >>> 8;
    }

    /** Takes a character, if it counts. */
    void codePoint(int codePoint) {
        if (codePoint == ' ') {
            if (!blank) {
                seen((byte) ' ');
            }
        } else if (Ignorable.isWhiteSpace(codePoint)) {
            lineEnd();
        } else if (!Ignorable.isInvisible(codePoint)) {
            visible(codePoint);
        }
    }

    /** Takes a line's end, or white space that is like one. */
    void lineEnd() {
        held = told(held);
        blank = true;
    }

    private void visible(int codePoint) {
        if (codePoint < 0x80) {
            seen((byte) codePoint);
        } else if (codePoint < 0x800) {
            seen((byte) (0xC0 | codePoint >> 6));
            seen((byte) (0x80 | (codePoint & 0x3F)));
        } else if (codePoint < 0x10000) {
            seen((byte) (0xE0 | codePoint >> 12));
            seen((byte) (0x80 | (codePoint >> 6 & 0x3F)));
            seen((byte) (0x80 | (codePoint & 0x3F)));
        } else {
            seen((byte) (0xF0 | codePoint >> 18));
            seen((byte) (0x80 | (codePoint >> 12 & 0x3F)));
            seen((byte) (0x80 | (codePoint >> 6 & 0x3F)));
            seen((byte) (0x80 | (codePoint & 0x3F)));
        }
    }

    /** Returns how many of the bytes held are no blanks at the end. */
    private int told(int count) {
        return told(kept, count);
    }

    private static int told(byte[] bytes, int count) {
        int told = count;
        while (told > 0 && bytes[told - 1] == ' ') {
            told--;
        }
        return told;
    }

    /** Returns what is held, with room for more. */
    private byte[] room() {
        if (kept.length == 0) {
            room = firstRoom;
            kept = new byte[firstRoom + BEYOND];
        }
        return kept;
    }

    private void hold(int count) {
        held = count > room ? fold(count) : count;
    }

    /**
     * Makes room. Thirty-two bytes at a time are folded, so it makes no difference when. Blanks at the end stay, as they may be the text's end; so does
     * a character that may turn out not to count. If there are nothing but blanks, they go at a place that depends on what is before them alone.
     *
     * @return how many are held still
     */
    private int fold(int count) {
        int told = told(count);
        int whole = Math.max(0, Math.min(told, count - LONGEST_BACK)) & -Lanes.WIDTH;
        if (whole == 0 || (passed == 0 && told < HEAD)) {
            if (room < ROOM) {
                room *= 2;
                kept = Arrays.copyOf(kept, room + BEYOND);
                return count;
            }
            whole = whole == 0 ? ROOM : whole;
        }
        if (passed == 0 && told >= HEAD) {
            head = Lanes.head(seed, kept, HEAD);
        }
        lanes.take(kept, whole);
        System.arraycopy(kept, whole, kept, 0, count - whole);
        passed += whole;
        return count - whole;
    }
}
