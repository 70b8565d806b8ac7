package io.throughline.thread.history;

/** Reads hexadecimal digits. */
final class Hex {
    private Hex() {}

    /** Reads four digits. */
    static int four(byte[] json, int at, int end) throws MalformedException {
        if (at + 4 > end) {
            throw new MalformedException();
        }
        int value = 0;
        for (int digit = 0; digit < 4; digit++) {
            int read = Character.digit(json[at + digit], 16);
            if (read < 0) {
                throw new MalformedException();
            }
            value = value << 4 | read;
        }
        return value;
    }
}
