package io.throughline.dialect.cohere;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** The names of tools as Cohere gets them: unchanged where they have its form, else by a rule that never changes. */
final class CohereNames {
    private static final Pattern FIT = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int LONGEST = 64;
    private static final int HASHED = 8;

    private final Map<String, String> clientNames = new HashMap<>();

    String sent(String name) {
        if (FIT.matcher(name).matches()) {
            return name;
        }
        String plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        String kept = plain.substring(0, Math.min(plain.length(), LONGEST - HASHED - 1));
        String sent = kept + "_" + hash(name);
        clientNames.put(sent, name);
        return sent;
    }

    /** Returns the client's name of each tool that was renamed, by the name that was sent. */
    Map<String, String> clientNames() {
        return clientNames;
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASHED);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
