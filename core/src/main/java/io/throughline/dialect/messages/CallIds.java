package io.throughline.dialect.messages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ids of tool calls as Anthropic takes them: letters, digits, {@code _} and {@code -}, each once in a request. An id that is so passes; any other
 * becomes a hash of itself. What an id becomes depends on nothing that comes after it.
 */
final class CallIds {
    private static final String PREFIX = "toolu_";

    private final Set<String> given = new HashSet<>();
    /** The id that the latest call of an id went by. */
    private final Map<String, String> latest = new HashMap<>();

    /** Returns the id for a call. */
    String call(String id) {
        String base = valid(id);
        String sent = base;
        for (int again = 2; !given.add(sent); again++) {
            sent = base + "_" + again;
        }
        latest.put(id, sent);
        return sent;
    }

    /** Returns the id for a call's result, where there was such a call before it. */
    Optional<String> result(String id) {
        return Optional.ofNullable(latest.get(id));
    }

    /** Returns an id as it is, or a hash of it where it is not of the form. */
    static String valid(String id) {
        return isName(id) ? id : PREFIX + hash(id).substring(0, 24);
    }

    /** Returns whether a text is of letters, digits, {@code _} and {@code -}. */
    static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(CallIds::isNamePart);
    }

    static boolean isNamePart(int unit) {
        return (unit >= 'a' && unit <= 'z')
                || (unit >= 'A' && unit <= 'Z')
                || (unit >= '0' && unit <= '9')
                || unit == '_'
                || unit == '-';
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
