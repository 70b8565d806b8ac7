package io.throughline.dialect.gemini;

/** How much text of a stream waits for more. */
final class WaitingText {
    private static final long MOST = 16L << 20;

    private long characters;

    void add(int more) {
        characters += more;
    }

    void remove(int gone) {
        characters -= gone;
    }

    boolean tooMuch() {
        return characters > MOST;
    }
}
