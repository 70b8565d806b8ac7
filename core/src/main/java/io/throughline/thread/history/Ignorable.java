package io.throughline.thread.history;

/** Tells which characters don't count: white space, and what nobody sees, such as an invisible signature. */
final class Ignorable {
    private static final boolean[] MAYBE = new boolean[256];

    static {
        for (int first : new int[] {0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF3}) {
            MAYBE[first] = true;
        }
    }

    private Ignorable() {}

    /** Returns whether a character may be one that does not count, by its first byte in UTF-8. */
    static boolean maybe(byte first) {
        return MAYBE[first & 0xFF];
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
