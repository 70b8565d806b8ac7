package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Quirk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The ids of calls and the names of tools as the target gets them: unchanged where it takes their form, else by a rule that never changes. */
final class SentNames {
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern NINE_LETTERS = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final int LONGEST_ID = 40;
    private static final int LONGEST_NAME = 64;

    private final boolean nineLetters;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> usedIds = new HashSet<>();
    private final Map<String, String> clientNames = new HashMap<>();

    SentNames(Target target) {
        nineLetters = target.has(Quirk.NINE_LETTER_CALL_IDS);
    }

    String callId(String id) {
        return ids.computeIfAbsent(id, this::newCallId);
    }

    String tool(String name) {
        if (TOOL_NAME.matcher(name).matches()) {
            return name;
        }
        String plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        String mark = "_" + Fingerprint.of(name, 8);
        String sent = plain.substring(0, Math.min(plain.length(), LONGEST_NAME - mark.length())) + mark;
        clientNames.put(sent, name);
        return sent;
    }

    /** Returns the name of a tool whose arguments are the answer; no tool among those written has it. */
    String answer(ArrayNode tools) {
        String name = ForcedJson.name(taken -> has(tools, taken));
        clientNames.put(name, ForcedJson.TEXT);
        return name;
    }

    private static boolean has(ArrayNode tools, String name) {
        for (JsonNode tool : tools) {
            if (tool.path("function").path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the client's name of each tool that was renamed, by the name that was sent. */
    Map<String, String> clientNames() {
        return clientNames;
    }

    private String newCallId(String id) {
        String sent = isFit(id) ? id : shortId(id);
        // two ids that come out as one: as likely as never
        for (int again = 1; !usedIds.add(sent); again++) {
            sent = shortId(id + " " + again);
        }
        return sent;
    }

    private boolean isFit(String id) {
        return nineLetters ? NINE_LETTERS.matcher(id).matches() : !id.isEmpty() && id.length() <= LONGEST_ID;
    }

    private String shortId(String id) {
        return nineLetters ? Fingerprint.of(id, 9) : "call_" + Fingerprint.of(id, 24);
    }
}
