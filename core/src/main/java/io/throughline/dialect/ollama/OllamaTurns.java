package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as messages. What a message becomes never depends on those after it, for the sake of prompt caches. */
final class OllamaTurns {
    private static final String FAILURE = "Error: ";
    private static final String CONTENT = "content";

    private final Losses losses;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private boolean begun;

    OllamaTurns(Losses losses) {
        this.losses = losses;
    }

    ArrayNode write(List<Turn> turns) {
        for (Turn turn : turns) {
            if (turn.name().isPresent()) {
                losses.takes(Feature.PARTICIPANT_NAME);
            }
            switch (turn.role()) {
                case SYSTEM, DEVELOPER -> writeSystem(turn);
                case USER -> writeUser(turn);
                case ASSISTANT -> writeAssistant(turn);
            }
            begun |= turn.role() == Turn.Role.USER || turn.role() == Turn.Role.ASSISTANT;
        }
        return messages;
    }

    private void writeSystem(Turn turn) {
        boolean known = turn.role() == Turn.Role.SYSTEM || losses.takes(Feature.DEVELOPER_ROLE);
        boolean placed = !begun || losses.takes(Feature.SYSTEM_LATER);
        OllamaContent content = new OllamaContent(losses, turn.parts());
        if (known && placed && !content.isEmpty()) {
            content.write(message("system"));
        }
    }

    private void writeUser(Turn turn) {
        List<Part> rest = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                writeResult(result);
            } else {
                rest.add(part);
            }
        }
        boolean onlyResults = rest.isEmpty() && !turn.parts().isEmpty();
        if (!onlyResults) {
            new OllamaContent(losses, rest).write(message("user"));
        }
    }

    private void writeResult(Part.ToolResult result) {
        OllamaContent content = new OllamaContent(losses, result.content());
        ObjectNode message = message("tool");
        if (result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR)) {
            message.put(CONTENT, FAILURE + content.text());
        } else {
            message.put(CONTENT, content.text());
        }
        if (content.hasImages()) {
            losses.takes(Feature.TOOL_RESULT_MEDIA);
        }
        result.name().ifPresent(name -> message.put("tool_name", name));
        message.put("tool_call_id", result.callId());
    }

    private void writeAssistant(Turn turn) {
        List<Part> words = new ArrayList<>();
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolCall call) {
                writeCall(call, calls.addObject());
            } else {
                words.add(part);
            }
        }
        ObjectNode message = message("assistant");
        new OllamaContent(losses, words).writeSaid(message);
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private static void writeCall(Part.ToolCall call, ObjectNode written) {
        written.put("id", call.id());
        written.putObject("function").put("name", call.name()).set("arguments", arguments(call.arguments()));
    }

    /** Ollama wants an object; what is none goes as text, marked as that. */
    private static ObjectNode arguments(String told) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        if (told.isBlank() || told.strip().equals("null")) {
            return none;
        }
        try {
            JsonNode tree = JsonText.parse(told);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // told as text, below
        }
        return none.put("__raw", told);
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }
}
