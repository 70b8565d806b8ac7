package io.throughline.mark;

/**
 * The alphabet of signatures: Unicode's 256 variation selectors, one for each value of a byte, and the two characters that may begin a block.
 *
 * <p>A selector changes nothing but the character right before it, so a block begins with an invisible character of its own, which no selector
 * changes. Source: Unicode 15, section 23.4 (variation selectors) and section 22.6 (invisible operators).
 */
final class Selectors {
    /** Begins a block behind the text's last character. */
    static final char INLINE = '\u2063';

    /** Begins a block that stands on a line of its own: the line feed before it belongs to it. */
    static final char OWN_LINE = '\u2064';

    private static final int LOW = 0xFE00;
    private static final int HIGH = 0xE0100;
    private static final int LOW_COUNT = 16;
    private static final int COUNT = 256;

    private Selectors() {}

    /** Returns the selector of a byte's value, 0 to 255. */
    static int of(int value) {
        return value < LOW_COUNT ? LOW + value : HIGH + value - LOW_COUNT;
    }

    /** Returns the value of a selector, -1 for any other character. */
    static int value(int codePoint) {
        if (codePoint >= LOW && codePoint < LOW + LOW_COUNT) {
            return codePoint - LOW;
        }
        boolean high = codePoint >= HIGH && codePoint < HIGH + COUNT - LOW_COUNT;
        return high ? codePoint - HIGH + LOW_COUNT : -1;
    }

    static boolean begins(int codePoint) {
        return codePoint == INLINE || codePoint == OWN_LINE;
    }

    /** Returns a block: what begins it, and the bytes. */
    static String block(byte[] bytes) {
        StringBuilder text = new StringBuilder(1 + 2 * bytes.length).append(INLINE);
        for (byte octet : bytes) {
            text.appendCodePoint(of(octet & 0xff));
        }
        return text.toString();
    }
}
