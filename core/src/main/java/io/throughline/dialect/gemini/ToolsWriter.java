package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes {@code tools} and {@code toolConfig}. */
final class ToolsWriter {
    private final ToolNames names;
    private final Losses losses;

    ToolsWriter(ToolNames names, Losses losses) {
        this.names = names;
        this.losses = losses;
    }

    void write(Conversation asked, ObjectNode body) {
        // a configuration of no tools is refused by the provider
        if (asked.tools().isEmpty() || !losses.takes(Feature.TOOLS)) {
            return;
        }
        writeDeclarations(asked.tools(), body.putArray("tools").addObject().putArray("functionDeclarations"));
        writeChoice(asked, body);
        if (asked.parallelTools().equals(Optional.of(false))) {
            losses.takes(Feature.SINGLE_TOOL);
        }
    }

    private void writeDeclarations(List<Tool> tools, ArrayNode out) {
        Set<String> seen = new HashSet<>();
        for (Tool tool : tools) {
            losses.at(tool);
            if (!seen.add(tool.name())) {
                throw losses.refusal(losses.path(Feature.TOOLS), "two tools are named " + tool.name());
            }
            ObjectNode declaration = out.addObject();
            declaration.put("name", names.of(tool.name()));
            tool.description().filter(text -> !text.isEmpty()).ifPresent(text -> declaration.put("description", text));
            tool.schema()
                    .flatMap(schema -> SchemaCleaner.parameters(schema, losses.path(Feature.TOOLS)))
                    .ifPresent(schema -> declaration.set("parametersJsonSchema", schema));
            if (tool.cacheControl().isPresent()) {
                losses.takes(Feature.CACHE_BREAKPOINT);
            }
        }
    }

    private void writeChoice(Conversation asked, ObjectNode body) {
        boolean strict = asked.tools().stream().anyMatch(tool -> tool.strict().orElse(false))
                && losses.takes(Feature.TOOL_STRICT);
        String free = strict ? "VALIDATED" : "AUTO";
        ToolChoice choice = asked.toolChoice().orElse(null);
        if (choice == null || choice instanceof ToolChoice.Auto) {
            if (strict || choice != null) {
                write(body, free, List.of());
            }
        } else if (choice instanceof ToolChoice.None) {
            if (losses.takes(Feature.TOOL_CHOICE_NONE)) {
                write(body, "NONE", List.of());
            }
        } else if (choice instanceof ToolChoice.Required) {
            if (losses.takes(Feature.TOOL_CHOICE_REQUIRED)) {
                write(body, "ANY", List.of());
            }
        } else if (choice instanceof ToolChoice.Named named) {
            if (losses.takes(Feature.TOOL_CHOICE_NAMED)) {
                write(body, "ANY", List.of(named.name()));
            }
        } else if (choice instanceof ToolChoice.Allowed allowed && losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            // of the modes in which the model is free, only this one takes names
            write(body, allowed.required() ? "ANY" : "VALIDATED", allowed.names());
        }
    }

    private void write(ObjectNode body, String mode, List<String> allowed) {
        ObjectNode calling = body.putObject("toolConfig").putObject("functionCallingConfig");
        calling.put("mode", mode);
        if (!allowed.isEmpty()) {
            ArrayNode out = calling.putArray("allowedFunctionNames");
            allowed.forEach(name -> out.add(names.of(name)));
        }
    }
}
