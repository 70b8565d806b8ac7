package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the client's tools, and which of them to call. */
final class CohereTools {
    private static final String REQUIRED = "REQUIRED";

    private final CohereNames names;
    private final Losses losses;
    private final ObjectNode body;

    CohereTools(CohereNames names, Losses losses, ObjectNode body) {
        this.names = names;
        this.losses = losses;
        this.body = body;
    }

    void write(Conversation asked) {
        if (asked.tools().isEmpty() || !losses.takes(Feature.TOOLS)) {
            return;
        }
        List<Tool> tools = asked.tools();
        String choice = null;
        if (asked.toolChoice().isPresent()) {
            tools = among(tools, asked.toolChoice().get());
            choice = choice(asked.toolChoice().get());
        }
        ArrayNode written = body.putArray("tools");
        tools.forEach(tool -> writeTool(tool, written.addObject()));
        writeStrict(tools);
        if (choice != null) {
            body.put("tool_choice", choice);
        }
        if (!asked.parallelTools().orElse(true)) {
            losses.takes(Feature.SINGLE_TOOL);
        }
    }

    private List<Tool> among(List<Tool> tools, ToolChoice choice) {
        if (choice instanceof ToolChoice.Named named && losses.takes(Feature.TOOL_CHOICE_NAMED)) {
            return among(tools, List.of(named.name()));
        }
        if (choice instanceof ToolChoice.Allowed allowed && losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            return among(tools, allowed.names());
        }
        return tools;
    }

    private List<Tool> among(List<Tool> tools, List<String> chosen) {
        List<Tool> left =
                tools.stream().filter(tool -> chosen.contains(tool.name())).toList();
        if (left.isEmpty()) {
            throw Losses.refused(losses.path(Feature.TOOL_CHOICE_NAMED), "the tool to be called is none of the tools");
        }
        return left;
    }

    private @Nullable String choice(ToolChoice choice) {
        if (choice instanceof ToolChoice.None) {
            return losses.takes(Feature.TOOL_CHOICE_NONE) ? "NONE" : null;
        }
        if (choice instanceof ToolChoice.Required) {
            return losses.takes(Feature.TOOL_CHOICE_REQUIRED) ? REQUIRED : null;
        }
        boolean one = choice instanceof ToolChoice.Named;
        return one || (choice instanceof ToolChoice.Allowed allowed && allowed.required()) ? REQUIRED : null;
    }

    private void writeTool(Tool tool, ObjectNode written) {
        ObjectNode function = written.put("type", "function").putObject("function");
        function.put("name", names.sent(tool.name()));
        tool.description().ifPresent(words -> function.put("description", words));
        function.set("parameters", json(tool.schema().orElse("{\"type\":\"object\",\"properties\":{}}")));
        if (tool.cacheControl().isPresent()) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        }
    }

    private void writeStrict(List<Tool> tools) {
        long strict = tools.stream().filter(tool -> tool.strict().orElse(false)).count();
        if (strict == 0 || !losses.takes(Feature.TOOL_STRICT)) {
            return;
        }
        if (strict < tools.size()) {
            tools.stream()
                    .filter(tool -> !tool.strict().orElse(false))
                    .findFirst()
                    .ifPresent(losses::at);
            throw losses.refusal(losses.path(Feature.TOOL_STRICT), "all tools are strict there, or none");
        }
        body.put("strict_tools", true);
    }

    static JsonNode json(String text) {
        try {
            return JsonText.parse(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("a conversation's pieces are JSON", e);
        }
    }
}
