package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Tells which characters don't count: white space, and what nobody sees, such as an invisible signature. */
final class Ignorable {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOWS = 0x7F7F_7F7F_7F7F_7F7FL;

    /** By the first byte in UTF-8 of a character of two, a bit for each second byte. */
    private static final long[] OF_TWO = new long[0x40];

    /** By the first two bytes of a character of three, a bit for each third byte. */
    private static final long[] OF_THREE = new long[0x1000];

    private static final boolean[] FIRST = new boolean[0x100];

    static {
        beyondAscii().forEach(point -> {
            byte[] text = Character.toString(point).getBytes(StandardCharsets.UTF_8);
            FIRST[text[0] & 0xFF] = true;
            if (text.length == 2) {
                OF_TWO[text[0] & 0x3F] |= 1L << text[1];
            } else if (text.length == 3) {
                OF_THREE[pair(text[0], text[1])] |= 1L << text[2];
            }
        });
    }

    private Ignorable() {}

    /** Returns the characters beyond ASCII that do not count. */
    static IntStream beyondAscii() {
        return IntStream.concat(IntStream.range(0x80, 0x10000), IntStream.range(0xE0000, 0xE1000))
                .filter(point -> isWhiteSpace(point) || isInvisible(point));
    }

    /** Returns whether a character may be one that does not count, by its first byte in UTF-8. */
    static boolean maybe(byte first) {
        return FIRST[first & 0xFF];
    }

    /** The same for eight bytes, each marked by its top bit; F1 is marked, too, with which no assigned character begins. */
    static long maybe(long word) {
        long low = word & LOWS;
        long others = ((low & 0x6D * ONES) ^ 0x61 * ONES) + LOWS // E1, E3, F1, F3
                & ((low & 0x5F * ONES) ^ 0x42 * ONES) + LOWS // C2, E2
                & (low ^ 0x4D * ONES) + LOWS // CD
                & (low ^ 0x58 * ONES) + LOWS // D8
                & (low ^ 0x6F * ONES) + LOWS; // EF
        return ~others & word & ~LOWS;
    }

    /** Returns whether the character beyond ASCII that begins at a place is one that does not count. */
    static boolean at(byte[] text, int at, int end) {
        byte first = text[at];
        if (at + length(first) > end || !continues(text[at + 1])) {
            return false;
        }
        if (first >= (byte) 0xF0) {
            boolean whole = continues(text[at + 2]) && continues(text[at + 3]);
            return whole && first == (byte) 0xF3 && text[at + 1] == (byte) 0xA0; // U+E0000 to U+E0FFF
        }
        long bits = first < (byte) 0xE0 ? OF_TWO[first & 0x3F] >>> text[at + 1] : third(text, at);
        return (bits & 1) != 0;
    }

    private static long third(byte[] text, int at) {
        return continues(text[at + 2]) ? OF_THREE[pair(text[at], text[at + 1])] >>> text[at + 2] : 0;
    }

    private static int pair(byte first, byte second) {
        return (first & 0x3F) << 6 | (second & 0x3F);
    }

    private static boolean continues(byte value) {
        return value < (byte) 0xC0;
    }

    /** Returns how many bytes a character beyond ASCII has, by its first one. */
    static int length(byte first) {
        int value = first & 0xFF;
        return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
    }

    /** Returns the character beyond ASCII that begins at a place. */
    static int decoded(byte[] text, int from) {
        int length = length(text[from]);
        int value = text[from] & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07);
        for (int at = from + 1; at < from + length; at++) {
            value = value << 6 | (text[at] & 0x3F);
        }
        return value;
    }

    /** Returns whether a character is white space, other than a blank, or a control character; not DEL. */
    static boolean isWhiteSpace(int codePoint) {
        if (codePoint < 0x20) {
            return true;
        }
        return switch (codePoint) {
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200A;
        };
    }

    /** Returns whether nobody sees a character: Default_Ignorable_Code_Point of Unicode 15, DerivedCoreProperties.txt. */
    static boolean isInvisible(int codePoint) {
        if (codePoint >= 0xE0000 && codePoint <= 0xE0FFF) {
            return true;
        }
        return switch (codePoint) {
            case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5 -> true;
            case 0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x3164, 0xFEFF, 0xFFA0 -> true;
            default ->
                (codePoint >= 0x200B && codePoint <= 0x200F)
                        || (codePoint >= 0x202A && codePoint <= 0x202E)
                        || (codePoint >= 0x2060 && codePoint <= 0x206F)
                        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F);
        };
    }
}
