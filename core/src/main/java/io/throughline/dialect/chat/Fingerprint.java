package io.throughline.dialect.chat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Short names for long ones: the same for the same text, always. */
final class Fingerprint {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private Fingerprint() {}

    /** Returns so many letters and digits that stand for a text. */
    static String of(String text, int length) {
        BigInteger rest = new BigInteger(1, sha256(text));
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            BigInteger[] divided = rest.divideAndRemainder(BASE);
            name.append(DIGITS.charAt(divided[1].intValue()));
            rest = divided[0];
        }
        return name.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every platform has it", e);
        }
    }
}
