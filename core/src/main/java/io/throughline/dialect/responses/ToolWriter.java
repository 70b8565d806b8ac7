package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the client's tools and which of them the model is to call. */
final class ToolWriter {
    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private final Losses losses;
    private final SentNames names;

    ToolWriter(Losses losses, SentNames names) {
        this.losses = losses;
        this.names = names;
    }

    void write(Conversation asked, ObjectNode body) {
        if (!asked.tools().isEmpty() && losses.takes(Feature.TOOLS)) {
            writeTools(asked.tools(), body.putArray("tools"));
        }
        asked.toolChoice().ifPresent(choice -> writeChoice(choice, body));
        asked.parallelTools()
                .filter(several -> several || losses.takes(Feature.SINGLE_TOOL))
                .ifPresent(several -> body.put("parallel_tool_calls", several));
    }

    private void writeTools(List<Tool> tools, ArrayNode all) {
        Set<String> taken = new HashSet<>();
        for (Tool tool : tools) {
            losses.at(tool);
            if (!taken.add(tool.name())) {
                throw Losses.refused(
                        losses.path(Feature.TOOLS),
                        losses.path(Feature.TOOLS) + " has the tool " + tool.name() + " more than once");
            }
            ObjectNode told = all.addObject().put("type", "function").put("name", names.tool(tool.name()));
            tool.description().ifPresent(text -> told.put("description", text));
            told.set("parameters", Tree.of(tool.schema().orElse(NO_PARAMETERS)));
            // the dialect's default is strict, no other's is
            boolean strict = tool.strict().orElse(false) && losses.takes(Feature.TOOL_STRICT);
            told.put("strict", strict);
            if (tool.cacheControl().isPresent()) {
                losses.takes(Feature.CACHE_BREAKPOINT);
            }
        }
    }

    private void writeChoice(ToolChoice choice, ObjectNode body) {
        if (choice instanceof ToolChoice.Auto) {
            body.put("tool_choice", "auto");
        } else if (choice instanceof ToolChoice.None) {
            if (losses.takes(Feature.TOOL_CHOICE_NONE)) {
                body.put("tool_choice", "none");
            }
        } else if (choice instanceof ToolChoice.Required) {
            if (losses.takes(Feature.TOOL_CHOICE_REQUIRED)) {
                body.put("tool_choice", "required");
            }
        } else if (choice instanceof ToolChoice.Named named) {
            if (losses.takes(Feature.TOOL_CHOICE_NAMED)) {
                body.set("tool_choice", function(named.name()));
            }
        } else if (choice instanceof ToolChoice.Allowed allowed && losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            ObjectNode told = body.putObject("tool_choice")
                    .put("type", "allowed_tools")
                    .put("mode", allowed.required() ? "required" : "auto");
            ArrayNode tools = told.putArray("tools");
            allowed.names().forEach(name -> tools.add(function(name)));
        }
    }

    private ObjectNode function(String name) {
        return Tree.object().put("type", "function").put("name", names.tool(name));
    }
}
