package io.throughline.thread.history;

/** Tells what can be an id that a provider made. What is too short is no id but a number: every answer may have it. */
public final class ReferenceForm {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 512;

    private ReferenceForm() {}

    /** Returns whether a text can be a reference: 8 to 512 characters of printable ASCII, without blanks, quotes and backslashes. */
    public static boolean isReference(String id) {
        if (!fits(id.length())) {
            return false;
        }
        for (int at = 0; at < id.length(); at++) {
            char next = id.charAt(at);
            if (next <= ' ' || next > '~' || next == '\\' || next == '"') {
                return false;
            }
        }
        return true;
    }

    static boolean fits(int length) {
        return length >= SHORTEST && length <= LONGEST;
    }
}
