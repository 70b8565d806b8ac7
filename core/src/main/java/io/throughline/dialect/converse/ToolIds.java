package io.throughline.dialect.converse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The ids of tools' calls as the model takes them, each once in a conversation. An id is sent as the client gave it where it fits; else, and where an
 * earlier call had it, one is made out of it, always the same. Used by one thread.
 */
final class ToolIds {
    private static final Pattern USUAL = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
    private static final Pattern NINE = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int MADE_LENGTH = 9;

    private final Pattern form;
    private final Map<String, Integer> calls = new HashMap<>();

    private ToolIds(Pattern form) {
        this.form = form;
    }

    static ToolIds of(ModelFamily family) {
        return new ToolIds(family == ModelFamily.MISTRAL ? NINE : USUAL);
    }

    /** Returns the id of the next call. */
    String ofCall(String id) {
        return fitted(id, calls.merge(id, 1, Integer::sum));
    }

    /** Returns the id of the nearest call before. */
    String ofResult(String id) {
        return fitted(id, calls.getOrDefault(id, 1));
    }

    private String fitted(String id, int times) {
        if (times > 1) {
            return made(id + "#" + times);
        }
        return form.matcher(id).matches() ? id : made(id);
    }

    private static String made(String id) {
        byte[] hash = hash(id);
        StringBuilder made = new StringBuilder(MADE_LENGTH);
        for (int i = 0; i < MADE_LENGTH; i++) {
            made.append(DIGITS.charAt(Byte.toUnsignedInt(hash[i]) % DIGITS.length()));
        }
        return made.toString();
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
