package io.throughline.mark;

/** Reads single characters out of JSON, as UTF-8 or escaped. The characters that are looked for here stand above U+07FF. */
final class CodePoints {
    /** What stands where there is no such character. */
    static final long NONE = -1;

    private static final int ESCAPED = 6;

    private CodePoints() {}

    /** Returns the character at a place and, in the upper half, how many bytes it takes; {@link #NONE} for one below U+0800, or none. */
    static long at(byte[] json, int at, int end) {
        if (at + 3 > end) {
            return NONE;
        }
        int first = json[at] & 0xff;
        if (first == '\\') {
            return escaped(json, at, end);
        }
        if (first >= 0xE0 && first < 0xF0) {
            return pack((first & 0xf) << 12 | tail(json[at + 1]) << 6 | tail(json[at + 2]), 3);
        }
        if (first >= 0xF0 && at + 4 <= end) {
            return pack((first & 7) << 18 | tail(json[at + 1]) << 12 | tail(json[at + 2]) << 6 | tail(json[at + 3]), 4);
        }
        return NONE;
    }

    static int codePoint(long read) {
        return (int) read;
    }

    static int length(long read) {
        return (int) (read >> 32);
    }

    private static long escaped(byte[] json, int at, int end) {
        int unit = unit(json, at, end);
        if (unit < 0) {
            return NONE;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return pack(unit, ESCAPED);
        }
        int low = unit(json, at + ESCAPED, end);
        return low >= 0 && Character.isLowSurrogate((char) low)
                ? pack(Character.toCodePoint((char) unit, (char) low), 2 * ESCAPED)
                : NONE;
    }

    /** Returns the UTF-16 unit of an escape, -1 where there is none. */
    static int unit(byte[] json, int at, int end) {
        if (at + ESCAPED > end || json[at] != '\\' || json[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPED; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private static int tail(byte octet) {
        return octet & 0x3f;
    }

    private static long pack(int codePoint, int length) {
        return (long) length << 32 | codePoint;
    }
}
