package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes of messages such that user and assistant take turns, system first: neighbours of one role become one message. */
final class StrictTurns {
    private final ArrayNode strict = JsonNodeFactory.instance.arrayNode();
    private final Target target;

    private StrictTurns(Target target) {
        this.target = target;
    }

    static ArrayNode of(ArrayNode messages, Target target) {
        StrictTurns turns = new StrictTurns(target);
        messages.forEach(message -> turns.add((ObjectNode) message));
        return turns.strict;
    }

    private void add(ObjectNode message) {
        String role = message.path("role").asText();
        boolean begun = !strict.isEmpty() && !isRole(last(), "system");
        if (role.equals("system") && begun) {
            message.put("role", "user");
            target.losses().emulate("messages", "a later system message as one of the user");
        }
        boolean joins = !strict.isEmpty()
                && !isRole(message, "tool")
                && isRole(last(), message.path("role").asText());
        if (joins) {
            join((ObjectNode) last(), message);
        } else {
            strict.add(message);
        }
    }

    private void join(ObjectNode before, ObjectNode message) {
        JsonNode first = before.path("content");
        JsonNode second = message.path("content");
        target.losses().emulate("messages", "messages of the same role that follow each other become one");
        if (first.isNull() || second.isNull()) {
            before.set("content", first.isNull() ? second : first);
        } else if (first.isTextual() && second.isTextual()) {
            before.put("content", first.asText() + "\n\n" + second.asText());
        } else {
            ArrayNode parts = JsonNodeFactory.instance.arrayNode();
            addParts(parts, first);
            addParts(parts, second);
            before.set("content", parts);
        }
        if (message.path("tool_calls") instanceof ArrayNode calls) {
            before.withArray("tool_calls").addAll(calls);
        }
    }

    private static void addParts(ArrayNode parts, JsonNode content) {
        if (content.isTextual()) {
            parts.add(ContentWriting.text(content.asText()));
        } else {
            content.forEach(parts::add);
        }
    }

    private JsonNode last() {
        return strict.get(strict.size() - 1);
    }

    private static boolean isRole(JsonNode message, String role) {
        return message.path("role").asText().equals(role);
    }
}
