package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client has read out of an answer, or what there was to be read.
 *
 * @param text the text
 * @param reasoning the visible reasoning
 * @param refusal the words of a refusal
 * @param calls the calls of tools
 * @param finish {@code stop length tool_calls content_filter}, or the client's own word for anything else
 * @param usage the tokens, where they were told
 * @param failed whether the client met an error
 */
record ClientAnswer(
        String text,
        String reasoning,
        String refusal,
        List<Call> calls,
        String finish,
        Optional<Tokens> usage,
        boolean failed) {

    /** A call of a tool. */
    record Call(String name, JsonNode arguments) {}

    /** Tokens: all input, of it read from a cache, all output. */
    record Tokens(long input, long cacheRead, long output) {}

    static ClientAnswer failure() {
        return new ClientAnswer("", "", "", List.of(), "", Optional.empty(), true);
    }

    /** Returns what differs: what, a colon, and how. */
    List<String> differences(ClientAnswer expected) {
        List<String> differences = new ArrayList<>();
        if (failed || expected.failed) {
            same(differences, "failed", expected.failed, failed);
            return differences;
        }
        same(differences, "text", expected.text, text);
        same(differences, "reasoning", expected.reasoning, reasoning);
        same(differences, "refusal", expected.refusal, refusal);
        same(differences, "calls", expected.calls, calls);
        same(differences, "finish", expected.finish, finish);
        same(differences, "usage", expected.usage, usage);
        return differences;
    }

    private static void same(List<String> differences, String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": expected " + shown(expected) + " but was " + shown(actual));
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value).replace("\n", "\\n");
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }
}
