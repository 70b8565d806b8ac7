package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;

/** Reads text into {@link CanonicalText}: strings as they stand in JSON, eight bytes at a time, and plain ones. */
final class TextReader {
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
            int behind = into.seen(json, here, end, Ends.STRING);
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
            int behind = into.seen(text, here, to, Ends.NONE);
            here = behind < to ? unseen(text, behind, into) : to;
        }
    }

    static void plain(String text, CanonicalText into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        plain(bytes, 0, bytes.length, into);
    }

    /** Takes the one character that stands there and is none that simply counts, and returns where it ends. */
    static int unseen(byte[] text, int at, CanonicalText into) {
        if (text[at] >= 0) {
            into.codePoint(text[at]);
            return at + 1;
        }
        into.codePoint(Ignorable.decoded(text, at));
        return at + Ignorable.length(text[at]);
    }

    private static int escape(byte[] json, int at, int end, CanonicalText into) throws MalformedException {
        if (at + 1 >= end) {
            throw new MalformedException();
        }
        int meant = Escape.meant(json[at + 1]);
        if (meant > 0) {
            into.seen((byte) meant);
            return at + 2;
        }
        if (meant == Escape.LINE_END) {
            into.lineEnd();
            return at + 2;
        }
        return unicode(json, at, end, into);
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
