package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;

/**
 * Tells by two neighbouring bytes whether one of them may be of a character that does not simply count. A table of all pairs costs half of what
 * comparing eight bytes with each first byte in question did, and finds far less in Chinese.
 */
final class Doubt {
    private static final byte[] PAIRS = new byte[1 << 16];

    static {
        Ignorable.beyondAscii().mapToObj(Character::toString).forEach(Doubt::character);
        for (char ascii = 0; ascii < ' '; ascii++) {
            always(ascii);
        }
        always('"');
        always('\\');
    }

    private Doubt() {}

    /**
     * Returns 0 where eight bytes are simply text. A character that does not count and begins with the last of them may be told together with the next
     * eight alone.
     */
    static int of(long word) {
        return PAIRS[(int) word & 0xFFFF]
                | PAIRS[(int) (word >>> 16) & 0xFFFF]
                | PAIRS[(int) (word >>> 32) & 0xFFFF]
                | PAIRS[(int) (word >>> 48) & 0xFFFF];
    }

    /** Whether a character begins with the first or the second of a pair, it is told. */
    private static void character(String character) {
        byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
        int first = utf8[0] & 0xFF;
        int second = utf8[1] & 0xFF;
        pair(first, second);
        if (utf8.length == 3) {
            pair(second, utf8[2] & 0xFF);
        } else if (first != 0xD8) {
            behind(first);
        } else {
            for (int next = 0; next < 256; next++) { // Arabic, of which most letters begin so
                if (next < 0x80 || next >= 0xC0) {
                    pair(second, next);
                }
            }
        }
    }

    private static void always(int value) {
        behind(value);
        for (int next = 0; next < 256; next++) {
            pair(value, next);
        }
    }

    private static void behind(int value) {
        for (int before = 0; before < 256; before++) {
            pair(before, value);
        }
    }

    private static void pair(int first, int second) {
        PAIRS[first | second << 8] = 1;
    }
}
