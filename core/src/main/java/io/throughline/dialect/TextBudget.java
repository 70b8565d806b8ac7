package io.throughline.dialect;

/** How much text may still be kept of one answer. */
final class TextBudget {
    private long left;

    TextBudget(long characters) {
        left = characters;
    }

    /** Takes all that is asked for, or nothing. */
    boolean take(int characters) {
        if (characters > left) {
            return false;
        }
        left -= characters;
        return true;
    }

    /** Takes as much as there is, at most what is asked for, and returns how much. */
    int takeUpTo(int characters) {
        int taken = (int) Math.min(characters, left);
        left -= taken;
        return taken;
    }
}
