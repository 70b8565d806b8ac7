package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Losses;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of tools as Anthropic takes them: letters, digits, {@code _} and {@code -}, 128 at most. A name that is not so is rewritten. */
final class ToolNames {
    private static final int LONGEST = 128;
    private static final int HASHED = 8;

    /** The client's name, by the name that is sent. */
    private final Map<String, String> clients = new HashMap<>();

    /** Returns the name for a tool of the request; no two may be the same. */
    String declare(String name, String path) {
        String sent = sent(name);
        if (clients.putIfAbsent(sent, name) != null) {
            throw Losses.refused(path, path + " has the tool " + name + " more than once");
        }
        return sent;
    }

    /** Returns the name under which a tool is sent, the same for declarations, choices and calls. */
    static String sent(String name) {
        if (CallIds.isName(name) && name.length() <= LONGEST) {
            return name;
        }
        StringBuilder sent = new StringBuilder();
        name.chars()
                .limit(LONGEST - HASHED - 1)
                .forEach(unit -> sent.append(CallIds.isNamePart(unit) ? (char) unit : '_'));
        return sent.append('_').append(CallIds.hash(name), 0, HASHED).toString();
    }

    /** Returns whether a name is taken. */
    boolean has(String sent) {
        return clients.containsKey(sent);
    }

    /** Returns the client's name of each tool that was renamed. */
    Map<String, String> renamed() {
        Map<String, String> renamed = new LinkedHashMap<>(clients);
        renamed.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
        return renamed;
    }
}
