package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as messages. What a message becomes never depends on those after it, for the sake of prompt caches. */
final class CohereTurns {
    private static final String FAILURE = "Error: ";

    private final CohereNames names;
    private final Losses losses;
    private final CohereContent content;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private boolean begun;

    CohereTurns(CohereNames names, Losses losses) {
        this.names = names;
        this.losses = losses;
        this.content = new CohereContent(losses);
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
        String text = content.text(turn.parts());
        if (known && placed && !text.isEmpty()) {
            message("system").put("content", text);
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
            content.write(rest, message("user"));
        }
    }

    private void writeResult(Part.ToolResult result) {
        String text = content.result(result.content());
        boolean failed = result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR);
        message("tool").put("tool_call_id", result.callId()).put("content", failed ? FAILURE + text : text);
    }

    /** Words beside calls are Cohere's plan. */
    private void writeAssistant(Turn turn) {
        ObjectNode message = message("assistant");
        List<Part> words = new ArrayList<>();
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolCall call) {
                writeCall(call, calls.addObject());
            } else {
                words.add(part);
            }
        }
        String text = content.said(words);
        if (calls.isEmpty()) {
            message.put("content", text);
            return;
        }
        if (!text.isEmpty()) {
            message.put("tool_plan", text);
        }
        message.set("tool_calls", calls);
    }

    private void writeCall(Part.ToolCall call, ObjectNode written) {
        String arguments = call.arguments();
        boolean nothing = arguments.isBlank() || arguments.strip().equals("null");
        written.put("id", call.id()).put("type", "function");
        written.putObject("function").put("name", names.sent(call.name())).put("arguments", nothing ? "{}" : arguments);
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }
}
