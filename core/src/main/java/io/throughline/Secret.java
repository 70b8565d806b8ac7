package io.throughline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A value that is never shown: not in {@code toString}, not in a log, not in an error. Equality takes constant time. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Wraps {@code value}. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** Returns the value itself, for the one place that sends it. */
    public String reveal() {
        return value;
    }

    /** Returns the SHA-256 of the value's UTF-8 form: 32 bytes, good for comparing and keeping. */
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(sha256(), that.sha256());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256());
    }

    @Override
    public String toString() {
        return "***";
    }
}
