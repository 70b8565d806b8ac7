package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.util.Arrays;

/** What a JSON string says, as UTF-8, with the place in the JSON that each byte of it came from. */
final class NestedText {
    private final byte[] bytes;
    private final int[] places;
    private int size;

    /**
     * Reads a string.
     *
     * @param json the JSON
     * @param text what stands between the quotes
     */
    NestedText(byte[] json, ByteRange text) throws Malformed {
        int most = text.end() - text.start();
        bytes = new byte[most];
        places = new int[most + 1];
        int at = text.start();
        while (at < text.end()) {
            if (json[at] == '\\') {
                at = unescape(json, at, text.end());
            } else {
                add(json[at], at++);
            }
        }
        places[size] = text.end();
    }

    /** Returns the bytes, of which the first {@link #size()} count. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Returns where a byte stands in the JSON; for the one behind the last, where the string ends. */
    int place(int index) {
        return places[index];
    }

    private int unescape(byte[] json, int at, int end) throws Malformed {
        if (at + 1 >= end) {
            throw new Malformed();
        }
        byte letter = json[at + 1];
        if (letter == 'u') {
            return unicode(json, at, end);
        }
        add(
                switch (letter) {
                    case 'n' -> (byte) '\n';
                    case 'r' -> (byte) '\r';
                    case 't' -> (byte) '\t';
                    case 'b' -> (byte) '\b';
                    case 'f' -> (byte) '\f';
                    default -> letter;
                },
                at);
        return at + 2;
    }

    private int unicode(byte[] json, int at, int end) throws Malformed {
        int unit = CodePoints.unit(json, at, end);
        if (unit < 0) {
            throw new Malformed();
        }
        int low = Character.isHighSurrogate((char) unit) ? CodePoints.unit(json, at + 6, end) : -1;
        boolean pair = low >= 0 && Character.isLowSurrogate((char) low);
        int codePoint = pair ? Character.toCodePoint((char) unit, (char) low) : unit;
        for (byte octet : new String(Character.toChars(codePoint)).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            add(octet, at);
        }
        return at + (pair ? 12 : 6);
    }

    private void add(byte octet, int place) {
        bytes[size] = octet;
        places[size++] = place;
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOf(bytes, size), java.nio.charset.StandardCharsets.UTF_8);
    }
}
