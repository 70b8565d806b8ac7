package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;

/** Reads text into {@link CanonicalText}: strings as they stand in JSON, eight bytes at a time, and plain ones. */
final class TextReader {
    private static final int STRETCH = 32;
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
        while (true) {
            int behind = seen(json, here, end, Ends.STRING);
            into.bytes(json, here, behind);
            if (behind >= end) {
                throw new MalformedException();
            }
            byte stop = json[behind];
            if (stop == '"') {
                return behind + 1;
            }
            here = stop == '\\' ? escape(json, behind, end, into) : unseen(json, behind, into);
        }
    }

    /** Reads UTF-8 that is no JSON string. */
    static void plain(byte[] text, int from, int to, CanonicalText into) {
        int here = from;
        while (here < to) {
            int behind = seen(text, here, to, Ends.NONE);
            into.bytes(text, here, behind);
            here = behind < to ? unseen(text, behind, into) : to;
        }
    }

    static void plain(String text, CanonicalText into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        plain(bytes, 0, bytes.length, into);
    }

    /** Returns the place of the first character that isn't simply seen: a control character, an invisible one, or what ends a string or escapes. */
    private static int seen(byte[] text, int from, int end, Ends ends) {
        int at = from;
        while (true) {
            long special = 0;
            while (at + 8 <= end && (special = ends.special(CanonicalText.word(text, at))) == 0) {
                at += 8;
            }
            at += special == 0 ? 0 : Long.numberOfTrailingZeros(special) >>> 3;
            if (special != 0 && text[at] >= 0) {
                return at;
            }
            // beyond ASCII, each byte by itself is quicker, and some of them at once
            int some = Math.min(end, at + STRETCH);
            while (at < some && ends.plain[text[at] & 0xFF]) {
                at++;
            }
            if (at == end) {
                return at;
            }
            if (at < some) {
                if (text[at] >= 0 || ignorable(text, at, end)) {
                    return at;
                }
                at++;
            }
        }
    }

    private static boolean ignorable(byte[] text, int at, int end) {
        if (at + length(text[at]) > end) {
            return false;
        }
        int codePoint = decoded(text, at);
        return Ignorable.isWhiteSpace(codePoint) || Ignorable.isInvisible(codePoint);
    }

    private static int unseen(byte[] text, int at, CanonicalText into) {
        if (text[at] >= 0) {
            into.codePoint(text[at]);
            return at + 1;
        }
        into.codePoint(decoded(text, at));
        return at + length(text[at]);
    }

    private static int length(byte first) {
        int value = first & 0xFF;
        return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
    }

    private static int decoded(byte[] text, int from) {
        int length = length(text[from]);
        int value = text[from] & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07);
        for (int at = from + 1; at < from + length; at++) {
            value = value << 6 | (text[at] & 0x3F);
        }
        return value;
    }

    private static int escape(byte[] json, int at, int end, CanonicalText into) throws MalformedException {
        if (at + 1 >= end) {
            throw new MalformedException();
        }
        switch (json[at + 1]) {
            case 'n', 't', 'r', 'b', 'f' -> {
                into.lineEnd();
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
