package io.throughline.thread.history;

import java.util.Arrays;

/** The characters at which text stops to be simply text. Immutable. */
final class Ends {
    /** Stands for what is no line's end and no character of ASCII. */
    static final int RARE = Integer.MIN_VALUE;

    private static final int TWICE = 1 << 30;
    private static final int LONGEST = 4;

    /** What follows two backslashes in a string within a string, and what follows three of them. */
    private static final int[] TWICE_ESCAPED = new int[256];

    private static final int[] FOURTH = new int[256];

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;

    /** Of a string in JSON: its quote and the backslash, besides control characters. */
    static final Ends STRING = new Ends('"', '\\');

    /** Of a string in JSON that stands in a string itself. */
    static final Ends NESTED = nested();

    /** Of plain text: control characters alone. */
    static final Ends NONE = new Ends('\0', '\0');

    /** Which bytes are of text for sure; of those beyond ASCII, the others may be, and what follows them tells. */
    private final boolean[] plain = new boolean[256];

    /** What a backslash and a letter mean, in the form of {@link #meant}. */
    private final int[] meanings = new int[256];

    private final long flip;
    private final long below;
    private final long other;

    /** The first of the two has to stand three places behind the last control character: with that bit turned they are neighbours. */
    private Ends(char first, char second) {
        this.flip = first == '"' ? 0x02 * ONES : 0;
        this.below = first == '"' ? 0x21 * ONES : 0x20 * ONES;
        this.other = second * ONES;
        for (int value = ' '; value < plain.length; value++) {
            plain[value] = value != first && value != second && !Ignorable.maybe((byte) value);
        }
        for (int letter = 0; letter < meanings.length; letter++) {
            meanings[letter] = meant((byte) letter, 2);
        }
    }

    /** In a string within a string, the escaped quote ends it, and an escaped backslash begins an escape. */
    private static Ends nested() {
        Ends ends = new Ends('"', '\\');
        Arrays.fill(ends.meanings, RARE);
        for (char letter : "nrtbf/".toCharArray()) {
            ends.meanings[letter] = meant((byte) letter, 2);
        }
        ends.meanings['\\'] = TWICE;
        for (int letter = 0; letter < TWICE_ESCAPED.length; letter++) {
            TWICE_ESCAPED[letter] = meant((byte) letter, 3);
        }
        Arrays.fill(FOURTH, RARE);
        for (char letter : "\"\\/".toCharArray()) {
            FOURTH[letter] = meant((byte) letter, 4);
        }
        TWICE_ESCAPED['"'] = RARE;
        TWICE_ESCAPED['\\'] = TWICE;
        return ends;
    }

    /** Marks each of eight bytes that is none of plain ASCII by its top bit; those behind the first may be marked wrongly. */
    long special(long word) {
        return ((word ^ flip) - below | (word ^ other) - ONES | word) & TOPS;
    }

    /** Marks each of eight bytes that may not be simply text by its top bit, as {@link #special} does, but of those beyond ASCII only some. */
    long unsure(long word) {
        long ascii = ((word ^ flip) - below | (word ^ other) - ONES) & ~word;
        return (ascii | Ignorable.maybe(word)) & TOPS;
    }

    /**
     * Returns what a character that is not simply text means: the one of ASCII that is escaped with a letter, and above its eight bits how many bytes
     * that takes; for the end of a line, and for what is like one, how many bytes it takes, negative; else {@link #RARE}.
     */
    int meant(byte[] text, int at, int end) {
        byte value = text[at];
        if (value != '\\' || at + LONGEST > end) {
            return value >= 0 && value < ' ' ? -1 : RARE;
        }
        int meant = meanings[text[at + 1] & 0xFF];
        meant = meant == TWICE ? TWICE_ESCAPED[text[at + 2] & 0xFF] : meant;
        return meant == TWICE ? FOURTH[text[at + 3] & 0xFF] : meant;
    }

    private static int meant(byte letter, int count) {
        int meant = Escape.meant(letter);
        return meant > 0 ? meant | count << 8 : meant == Escape.LINE_END ? -count : RARE;
    }

    boolean isPlain(byte value) {
        return plain[value & 0xFF];
    }
}
