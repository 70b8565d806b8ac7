package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Quirk;
import java.util.List;

/** Writes the client's tools, and which of them to call. */
final class ToolWriting {
    private final Target target;
    private final SentNames names;
    private final ObjectNode body;

    ToolWriting(Target target, SentNames names, ObjectNode body) {
        this.target = target;
        this.names = names;
        this.body = body;
    }

    void write(Conversation asked) {
        boolean others = asked.further().stream().anyMatch(field -> field.feature() == Feature.HOSTED_TOOLS);
        boolean own = !asked.tools().isEmpty() && target.takes(Feature.TOOLS);
        // without tools, a choice among them and their number mean nothing, and are refused by some
        if (!own && !others) {
            return;
        }
        if (own) {
            ArrayNode written = body.putArray("tools");
            tools(asked).forEach(tool -> writeTool(tool, written.addObject()));
        }
        asked.toolChoice().ifPresent(this::writeChoice);
        asked.parallelTools().ifPresent(this::writeParallel);
    }

    /** Returns the tools: those alone that may be called, where the target knows no other way to say so. */
    private List<Tool> tools(Conversation asked) {
        ToolChoice choice = asked.toolChoice().orElse(null);
        if (choice instanceof ToolChoice.Allowed allowed && target.isEmulated(Feature.TOOL_CHOICE_ALLOWED)) {
            return among(asked.tools(), allowed.names());
        }
        if (choice instanceof ToolChoice.Named named && target.isEmulated(Feature.TOOL_CHOICE_NAMED)) {
            return among(asked.tools(), List.of(named.name()));
        }
        return asked.tools();
    }

    private static List<Tool> among(List<Tool> tools, List<String> names) {
        return tools.stream().filter(tool -> names.contains(tool.name())).toList();
    }

    private void writeParallel(boolean several) {
        boolean taken = several ? target.isMapped(Feature.SINGLE_TOOL) : target.takes(Feature.SINGLE_TOOL);
        if (taken) {
            body.put("parallel_tool_calls", several);
        }
    }

    private void writeTool(Tool tool, ObjectNode written) {
        target.losses().at(tool);
        ObjectNode function = written.put("type", "function").putObject("function");
        function.put("name", names.tool(tool.name()));
        tool.description().ifPresent(words -> function.put("description", words));
        tool.schema().ifPresent(schema -> function.set("parameters", Tree.of(schema)));
        if (tool.strict().isPresent()) {
            boolean strict = tool.strict().get();
            if (strict ? target.takes(Feature.TOOL_STRICT) : target.isMapped(Feature.TOOL_STRICT)) {
                function.put("strict", strict);
            }
        }
        if (tool.cacheControl().isPresent()) {
            if (target.has(Quirk.CACHE_CONTROL) || target.takes(Feature.CACHE_BREAKPOINT)) {
                written.set("cache_control", Tree.of(tool.cacheControl().get()));
            }
        }
    }

    private void writeChoice(ToolChoice choice) {
        if (choice instanceof ToolChoice.Auto) {
            body.put("tool_choice", "auto");
        } else if (choice instanceof ToolChoice.None) {
            if (target.takes(Feature.TOOL_CHOICE_NONE)) {
                body.put("tool_choice", "none");
            }
        } else if (choice instanceof ToolChoice.Required) {
            if (target.takes(Feature.TOOL_CHOICE_REQUIRED)) {
                body.put("tool_choice", required());
            }
        } else if (choice instanceof ToolChoice.Named named) {
            if (target.takes(Feature.TOOL_CHOICE_NAMED)) {
                writeOne(named.name());
            }
        } else if (choice instanceof ToolChoice.Allowed allowed && target.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            writeAllowed(allowed);
        }
    }

    private void writeOne(String name) {
        if (target.isMapped(Feature.TOOL_CHOICE_NAMED)) {
            writeNamed(body.putObject("tool_choice"), name);
        } else {
            body.put("tool_choice", required());
        }
    }

    private void writeNamed(ObjectNode written, String name) {
        written.put("type", "function").putObject("function").put("name", names.tool(name));
    }

    private void writeAllowed(ToolChoice.Allowed allowed) {
        if (!target.isMapped(Feature.TOOL_CHOICE_ALLOWED)) {
            body.put("tool_choice", allowed.required() ? required() : "auto");
            return;
        }
        ObjectNode written =
                body.putObject("tool_choice").put("type", "allowed_tools").putObject("allowed_tools");
        written.put("mode", allowed.required() ? "required" : "auto");
        ArrayNode tools = written.putArray("tools");
        allowed.names().forEach(name -> writeNamed(tools.addObject(), name));
    }

    private String required() {
        return target.has(Quirk.TOOL_CHOICE_ANY) ? "any" : "required";
    }
}
