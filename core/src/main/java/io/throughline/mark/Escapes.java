package io.throughline.mark;

/** Where JSON's escapes begin. */
final class Escapes {
    private Escapes() {}

    /** Returns whether the byte is a backslash that begins an escape, and no escaped backslash. */
    static boolean begin(byte[] json, int at) {
        if (json[at] != '\\') {
            return false;
        }
        int before = at;
        while (before > 0 && json[before - 1] == '\\') {
            before--;
        }
        return (at - before) % 2 == 0;
    }
}
