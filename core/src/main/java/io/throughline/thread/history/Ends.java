package io.throughline.thread.history;

/** The characters at which text stops to be simply text. Immutable. */
final class Ends {
    /** Of a string in JSON: its quote and the backslash, besides control characters. */
    static final Ends STRING = new Ends('"', '\\');

    /** Of plain text: control characters alone. */
    static final Ends NONE = new Ends('\0', '\0');

    /** Stands for what is no line's end and no character of ASCII. */
    static final int RARE = Integer.MIN_VALUE;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;

    /** Which bytes are of text for sure; of those beyond ASCII, the others may be, and what follows them tells. */
    private final boolean[] plain = new boolean[256];

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
     * Returns what a character that is not simply text means: the one that is escaped with a letter, which makes two bytes; for the end of a line, and
     * for what is like one, how many bytes it has, negative; else {@link #RARE}.
     */
    int meant(byte[] text, int at, int end) {
        byte value = text[at];
        if (value == '\\' && at + 1 < end) {
            int meant = Escape.meant(text[at + 1]);
            return meant > 0 ? meant : meant == Escape.LINE_END ? -2 : RARE;
        }
        return value >= 0 && value < ' ' ? -1 : RARE;
    }

    boolean isPlain(byte value) {
        return plain[value & 0xFF];
    }
}
