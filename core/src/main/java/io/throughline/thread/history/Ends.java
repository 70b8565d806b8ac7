package io.throughline.thread.history;

/** The characters at which text stops to be simply text. Immutable. */
final class Ends {
    /** Of a string in JSON: its quote and the backslash, besides control characters. */
    static final Ends STRING = new Ends('"', '\\');

    /** Of plain text: control characters alone. */
    static final Ends NONE = new Ends('\0', '\0');

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long BLANKS = 0x2020_2020_2020_2020L;

    /** Which bytes are of text for sure; of those beyond ASCII, the others may be, and what follows them tells. */
    private final boolean[] plain = new boolean[256];

    private final long first;
    private final long second;

    private Ends(char first, char second) {
        this.first = first * 0x0101_0101_0101_0101L;
        this.second = second * 0x0101_0101_0101_0101L;
        for (int value = ' '; value < plain.length; value++) {
            plain[value] = value != first && value != second && !Ignorable.maybe((byte) value);
        }
    }

    /** Marks each of eight bytes that is none of plain ASCII by its top bit; those behind the first may be marked wrongly. */
    long special(long word) {
        return ((word ^ first) - ONES | (word ^ second) - ONES | word - BLANKS | word) & TOPS;
    }

    /** Marks each of eight bytes that may not be simply text by its top bit, as {@link #special} does, but of those beyond ASCII only some. */
    long unsure(long word) {
        long ascii = ((word ^ first) - ONES | (word ^ second) - ONES | word - BLANKS) & ~word;
        return (ascii | Ignorable.maybe(word)) & TOPS;
    }

    boolean isPlain(byte value) {
        return plain[value & 0xFF];
    }
}
