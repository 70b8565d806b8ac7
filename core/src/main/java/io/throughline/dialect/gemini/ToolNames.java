package io.throughline.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Gives tools names that Gemini takes, the same for a name each time, and remembers which it gave. Used for one request. */
final class ToolNames {
    private static final int LONGEST = 64;
    private static final int HASH_BYTES = 4;
    private static final Pattern TAKEN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,63}");

    private final Map<String, String> given = new LinkedHashMap<>();

    String of(String name) {
        if (TAKEN.matcher(name).matches()) {
            return name;
        }
        String clean = name.replaceAll("[^A-Za-z0-9_.:-]", "_");
        String begun = clean.isEmpty() || !Character.isLetter(clean.charAt(0)) ? "_" + clean : clean;
        String hash = "_" + hash(name);
        String sent = begun.substring(0, Math.min(begun.length(), LONGEST - hash.length())) + hash;
        given.put(sent, name);
        return sent;
    }

    /** Returns the client's names by those that were given in their place. */
    Map<String, String> given() {
        return given;
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }
}
