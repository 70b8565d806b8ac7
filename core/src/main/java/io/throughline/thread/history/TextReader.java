package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;

/** Reads text into {@link CanonicalText}: strings as they stand in JSON, eight bytes at a time, and plain ones. */
final class TextReader {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;
    private static final long BEYOND_CONTROLS = 0x6060_6060_6060_6060L;
    private static final int REPLACEMENT = 0xFFFD;

    private TextReader() {}

    /**
     * Reads the rest of a JSON string.
     *
     * @param at where its first character is, behind the quote
     * @return the place behind the quote that ends it
     */
    static int string(byte[] json, int at, int end, CanonicalText into) throws MalformedException {
        int here = at;
        while (here < end) {
            if (here + 8 <= end) {
                long word = CanonicalText.word(json, here);
                long special = (zeroes(word ^ QUOTES) | zeroes(word ^ BACKSLASHES) | controls(word) | word) & TOPS;
                int clean = Long.numberOfTrailingZeros(special) >>> 3;
                into.word(word, clean);
                here += clean;
                if (clean == 8) {
                    continue;
                }
            }
            byte value = json[here];
            if (value == '"') {
                return here + 1;
            }
            here = value == '\\' ? escape(json, here, end, into) : character(json, here, end, into);
        }
        throw new MalformedException();
    }

    /** Reads UTF-8 that is no JSON string. */
    static void plain(byte[] text, int from, int to, CanonicalText into) {
        int here = from;
        while (here < to) {
            if (here + 8 <= to) {
                long word = CanonicalText.word(text, here);
                int clean = Long.numberOfTrailingZeros((controls(word) | word) & TOPS) >>> 3;
                into.word(word, clean);
                here += clean;
                if (clean == 8) {
                    continue;
                }
            }
            here = character(text, here, to, into);
        }
    }

    static void plain(String text, CanonicalText into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        plain(bytes, 0, bytes.length, into);
    }

    /** Marks each byte that is zero by its top bit; bytes behind the first may be marked wrongly. */
    private static long zeroes(long word) {
        return word - ONES & ~word & TOPS;
    }

    /** Marks each byte that is a control character, among bytes of ASCII. */
    private static long controls(long word) {
        return ~(word + BEYOND_CONTROLS);
    }

    private static int character(byte[] json, int at, int end, CanonicalText into) {
        int first = json[at] & 0xFF;
        if (first < 0x80) {
            into.codePoint(first);
            return at + 1;
        }
        int here = at;
        int run = at;
        while (here < end && json[here] < 0) {
            first = json[here] & 0xFF;
            int next = Math.min(end, here + (first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4));
            if (Ignorable.maybe(first)) {
                passOn(json, run, here, into);
                into.codePoint(decoded(json, here, next));
                run = next;
            }
            here = next;
        }
        passOn(json, run, here, into);
        return here;
    }

    private static void passOn(byte[] json, int from, int to, CanonicalText into) {
        if (to > from) {
            into.bytes(json, from, to);
        }
    }

    private static int decoded(byte[] json, int from, int to) {
        int length = to - from;
        int value = json[from] & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07);
        for (int at = from + 1; at < to; at++) {
            value = value << 6 | (json[at] & 0x3F);
        }
        return value;
    }

    private static int escape(byte[] json, int at, int end, CanonicalText into) throws MalformedException {
        if (at + 1 >= end) {
            throw new MalformedException();
        }
        switch (json[at + 1]) {
            case 'n', 't', 'r', 'b', 'f' -> {
                return at + 2;
            }
            case 'u' -> {
                return unicode(json, at, end, into);
            }
            default -> {
                into.codePoint(json[at + 1] & 0x7F);
                return at + 2;
            }
        }
    }

    private static int unicode(byte[] json, int at, int end, CanonicalText into) throws MalformedException {
        int unit = Hex.four(json, at + 2, end);
        if (Character.isHighSurrogate((char) unit)
                && at + 12 <= end
                && json[at + 6] == '\\'
                && json[at + 7] == 'u'
                && Character.isLowSurrogate((char) Hex.four(json, at + 8, end))) {
            into.codePoint(Character.toCodePoint((char) unit, (char) Hex.four(json, at + 8, end)));
            return at + 12;
        }
        into.codePoint(Character.isSurrogate((char) unit) ? REPLACEMENT : unit);
        return at + 6;
    }
}
