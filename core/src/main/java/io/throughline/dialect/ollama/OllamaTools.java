package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.List;

/** Writes the client's tools; which of them to call, Ollama can be told in no other way. */
final class OllamaTools {
    private final Losses losses;
    private final ObjectNode body;

    OllamaTools(Losses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(Conversation asked) {
        if (asked.tools().isEmpty() || !losses.takes(Feature.TOOLS)) {
            return;
        }
        if (!asked.parallelTools().orElse(true)) {
            losses.takes(Feature.SINGLE_TOOL);
        }
        List<Tool> tools =
                asked.toolChoice().map(choice -> chosen(asked.tools(), choice)).orElse(asked.tools());
        if (!tools.isEmpty()) {
            ArrayNode written = body.putArray("tools");
            tools.forEach(tool -> writeTool(tool, written.addObject()));
        }
    }

    private List<Tool> chosen(List<Tool> tools, ToolChoice choice) {
        if (choice instanceof ToolChoice.None && losses.takes(Feature.TOOL_CHOICE_NONE)) {
            return List.of();
        }
        if (choice instanceof ToolChoice.Required) {
            losses.takes(Feature.TOOL_CHOICE_REQUIRED);
        } else if (choice instanceof ToolChoice.Named) {
            losses.takes(Feature.TOOL_CHOICE_NAMED);
        } else if (choice instanceof ToolChoice.Allowed allowed) {
            if (allowed.required()) {
                losses.takes(Feature.TOOL_CHOICE_REQUIRED, losses.path(Feature.TOOL_CHOICE_ALLOWED));
            }
            if (losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
                return tools.stream()
                        .filter(tool -> allowed.names().contains(tool.name()))
                        .toList();
            }
        }
        return tools;
    }

    private void writeTool(Tool tool, ObjectNode written) {
        ObjectNode function = written.put("type", "function").putObject("function");
        function.put("name", tool.name());
        tool.description().ifPresent(words -> function.put("description", words));
        String schema = tool.schema().orElse("{\"type\":\"object\",\"properties\":{}}");
        function.set("parameters", OllamaRequestWriter.json(schema));
        losses.at(tool);
        if (tool.strict().orElse(false)) {
            losses.takes(Feature.TOOL_STRICT);
        }
        if (tool.cacheControl().isPresent()) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        }
    }
}
