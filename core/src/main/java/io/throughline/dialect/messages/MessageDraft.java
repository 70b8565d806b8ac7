package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message, or a system prompt, that is being written: the results of tools come before all else. */
final class MessageDraft {
    private static final String TEXT = "text";

    private static final String CACHE = "cache_control";

    private final String role;
    private final List<ObjectNode> results = new ArrayList<>(0);
    private final List<ObjectNode> others = new ArrayList<>();
    private @Nullable ObjectNode last;

    MessageDraft(String role) {
        this.role = role;
    }

    String role() {
        return role;
    }

    void result(ObjectNode block) {
        results.add(block);
        last = block;
    }

    void add(ObjectNode block) {
        others.add(block);
        last = block;
    }

    void text(String text) {
        add(JsonNodeFactory.instance.objectNode().put("type", TEXT).put(TEXT, text));
    }

    boolean isEmpty() {
        return results.isEmpty() && others.isEmpty();
    }

    /** Puts a cache breakpoint behind the last block, and returns whether one can stand there. */
    boolean mark(JsonNode cacheControl) {
        ObjectNode marked = last;
        if (marked == null || marked.path("type").asText().endsWith("thinking")) {
            return false;
        }
        if (!marked.has(CACHE)) {
            marked.set(CACHE, cacheControl);
        }
        return true;
    }

    /** Puts citations on the last block, and returns whether it is a text, which can have some. */
    boolean cite(JsonNode citations) {
        ObjectNode cited = last;
        if (cited == null || !cited.path("type").asText().equals(TEXT)) {
            return false;
        }
        cited.set("citations", citations);
        return true;
    }

    /** Trims the white space at the end, as the last message must have none if it is the assistant's. */
    void trimEnd() {
        if (last == null || others.isEmpty() || !others.get(others.size() - 1).has(TEXT)) {
            return;
        }
        ObjectNode end = others.get(others.size() - 1);
        end.put(TEXT, end.path(TEXT).asText().stripTrailing());
    }

    ArrayNode content() {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        content.addAll(results);
        content.addAll(others);
        return content;
    }

    ObjectNode message() {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", role);
        message.set("content", content());
        return message;
    }
}
