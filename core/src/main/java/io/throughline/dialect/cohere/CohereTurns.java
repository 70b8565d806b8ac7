package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.MessageTurns;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.List;

/** Writes turns as Cohere's messages. */
final class CohereTurns implements MessageTurns.Writer {
    private static final String FAILURE = "Error: ";

    private final CohereNames names;
    private final Losses losses;
    private final CohereContent content;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    CohereTurns(CohereNames names, Losses losses) {
        this.names = names;
        this.losses = losses;
        this.content = new CohereContent(losses);
    }

    ArrayNode write(List<Turn> turns) {
        MessageTurns.write(turns, losses, this);
        return messages;
    }

    @Override
    public void system(List<Part> parts, boolean isTaken) {
        String text = content.text(parts);
        if (isTaken && !text.isEmpty()) {
            message("system").put("content", text);
        }
    }

    @Override
    public void result(Part.ToolResult result) {
        String text = content.result(result.content());
        boolean failed = result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR);
        message("tool").put("tool_call_id", result.callId()).put("content", failed ? FAILURE + text : text);
    }

    @Override
    public void user(List<Part> parts) {
        content.write(parts, message("user"));
    }

    /** Words beside calls are Cohere's plan. */
    @Override
    public void assistant(List<Part> words, List<Part.ToolCall> calls) {
        ObjectNode message = message("assistant");
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        calls.forEach(call -> writeCall(call, written.addObject()));
        String text = content.said(words);
        if (calls.isEmpty()) {
            message.put("content", text);
            return;
        }
        if (!text.isEmpty()) {
            message.put("tool_plan", text);
        }
        message.set("tool_calls", written);
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
