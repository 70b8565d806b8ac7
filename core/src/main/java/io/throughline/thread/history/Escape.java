package io.throughline.thread.history;

/** What the letter behind a backslash means in JSON. */
final class Escape {
    /** Said of the end of a line, and of what is like one. */
    static final int LINE_END = 0;

    /** Said of the letter that a number follows. */
    static final int NUMBER = -1;

    private static final byte[] MEANT = new byte[256];

    static {
        for (int letter = 0; letter < MEANT.length; letter++) {
            MEANT[letter] = (byte) (letter > ' ' && letter < 0x7F ? letter : '?');
        }
        for (char letter : "nrtbf".toCharArray()) {
            MEANT[letter] = LINE_END;
        }
        MEANT['u'] = NUMBER;
    }

    private Escape() {}

    /** Returns the character of ASCII that is meant, or one of the above. */
    static int meant(byte letter) {
        return MEANT[letter & 0xFF];
    }
}
