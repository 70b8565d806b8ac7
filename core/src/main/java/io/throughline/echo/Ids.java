package io.throughline.echo;

import java.util.concurrent.ThreadLocalRandom;

/** Makes ids in the forms that providers use. They need to be unique, not secret. */
final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Ids() {}

    /** Returns {@code prefix} and {@code length} letters and digits. */
    static String mixed(String prefix, int length) {
        return random(prefix, length, ALPHABET);
    }

    /** Returns {@code prefix} and {@code length} hexadecimal digits. */
    static String hex(String prefix, int length) {
        return random(prefix, length, "0123456789abcdef");
    }

    private static String random(String prefix, int length, String alphabet) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) {
            id.append(alphabet.charAt(ThreadLocalRandom.current().nextInt(alphabet.length())));
        }
        return id.toString();
    }
}
