package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.MessageTurns;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.List;

/** Writes turns as Ollama's messages. */
final class OllamaTurns implements MessageTurns.Writer {
    private static final String FAILURE = "Error: ";
    private static final String CONTENT = "content";

    private final Losses losses;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    OllamaTurns(Losses losses) {
        this.losses = losses;
    }

    ArrayNode write(List<Turn> turns) {
        MessageTurns.write(turns, losses, this);
        return messages;
    }

    @Override
    public void system(List<Part> parts, boolean isTaken) {
        OllamaContent content = new OllamaContent(losses, parts);
        if (isTaken && !content.isEmpty()) {
            content.write(message("system"));
        }
    }

    @Override
    public void result(Part.ToolResult result) {
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

    @Override
    public void user(List<Part> parts) {
        new OllamaContent(losses, parts).write(message("user"));
    }

    @Override
    public void assistant(List<Part> words, List<Part.ToolCall> calls) {
        ObjectNode message = message("assistant");
        new OllamaContent(losses, words).writeSaid(message);
        if (!calls.isEmpty()) {
            ArrayNode written = message.putArray("tool_calls");
            calls.forEach(call -> writeCall(call, written.addObject()));
        }
    }

    private void writeCall(Part.ToolCall call, ObjectNode written) {
        written.put("id", call.id());
        written.putObject("function").put("name", call.name()).set("arguments", arguments(call.arguments()));
    }

    /** Ollama wants an object; what is none goes as text, marked as that. */
    private ObjectNode arguments(String told) {
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
        losses.takes(Feature.TOOL_ARGUMENTS_TEXT);
        return none.put("__raw", told);
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }
}
