package io.throughline.dialect.responses;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The ids of calls and the names of tools as the target gets them: unchanged where it takes their form, else by a rule that never changes. */
final class SentNames {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int LONGEST = 64;
    private static final int MARK = 8;

    private final Map<String, String> clientNames = new HashMap<>();

    String callId(String id) {
        return !id.isEmpty() && id.length() <= LONGEST ? id : "call_" + Digest.of(id, 32);
    }

    String tool(String name) {
        if (NAME.matcher(name).matches()) {
            return name;
        }
        String plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        String sent = plain.substring(0, Math.min(plain.length(), LONGEST - MARK - 1)) + "_" + Digest.of(name, MARK);
        clientNames.put(sent, name);
        return sent;
    }

    /** Returns the client's name of each tool that was renamed, by the name that was sent. */
    Map<String, String> clientNames() {
        return clientNames;
    }
}
