package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes tools and their choice. A conversation that has calls must have tools, whether the client gave any or not. Used for one request. */
final class ToolConfig {
    private static final String FORBIDDEN = "Do not call any tool. Answer in text alone.";

    private final Conversation asked;
    private final ModelFamily family;
    private final Losses losses;
    private final ToolNames names;
    private final PartBlocks blocks;

    ToolConfig(Conversation asked, ModelFamily family, Losses losses, ToolNames names, PartBlocks blocks) {
        this.asked = asked;
        this.family = family;
        this.losses = losses;
        this.names = names;
        this.blocks = blocks;
    }

    /** Writes {@code toolConfig} into the body where there is need of one, and what Claude takes beside it into its own fields. */
    void write(ObjectNode body, ObjectNode fields, ConverseMessages messages) {
        Set<String> called = called();
        List<Tool> tools = tools();
        boolean forbidden =
                asked.toolChoice().filter(ToolChoice.None.class::isInstance).isPresent()
                        && !tools.isEmpty()
                        && losses.takes(Feature.TOOL_CHOICE_NONE);
        if (called.isEmpty() && (tools.isEmpty() || forbidden)) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        ArrayNode told = config.putArray("tools");
        tools.forEach(tool -> add(tool, told));
        if (tools.isEmpty()) {
            losses.emulate("tools", "the tools that the history calls are named, as it must not be sent without");
            called.forEach(name -> told.add(spec(names.sent(name))));
        } else if (forbidden) {
            messages.instruct(FORBIDDEN);
        } else {
            choose(config, fields);
        }
    }

    private List<Tool> tools() {
        List<Tool> tools = asked.tools();
        if (asked.toolChoice().orElse(null) instanceof ToolChoice.Allowed allowed
                && losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            tools = tools.stream()
                    .filter(tool -> allowed.names().contains(tool.name()))
                    .toList();
        }
        return tools;
    }

    private Set<String> called() {
        Set<String> called = new LinkedHashSet<>();
        asked.turns()
                .forEach(turn -> turn.parts().forEach(part -> {
                    if (part instanceof Part.ToolCall call) {
                        called.add(call.name());
                    }
                }));
        return called;
    }

    private void add(Tool tool, ArrayNode told) {
        losses.at(tool);
        ObjectNode entry = spec(names.sent(tool.name()));
        ObjectNode spec = entry.withObject("/toolSpec");
        tool.description().filter(text -> !text.isBlank()).ifPresent(text -> spec.put("description", text));
        tool.schema().ifPresent(schema -> spec.putObject("inputSchema").set("json", schema(schema)));
        if (tool.strict().orElse(false) && losses.takes(Feature.TOOL_STRICT)) {
            spec.put("strict", true);
        }
        told.add(entry);
        tool.cacheControl().flatMap(this::cachePoint).ifPresent(told::add);
    }

    private Optional<ObjectNode> cachePoint(String json) {
        if (!family.cachesTools() && family.caches()) {
            losses.drop(losses.path(Feature.CACHE_BREAKPOINT), "the model caches no tools");
            return Optional.empty();
        }
        return blocks.cachePoint(json);
    }

    private void choose(ObjectNode config, ObjectNode fields) {
        String choice = "auto";
        Optional<String> name = Optional.empty();
        ToolChoice asks = asked.toolChoice().orElseGet(ToolChoice.Auto::new);
        if (asks instanceof ToolChoice.Named named && losses.takes(Feature.TOOL_CHOICE_NAMED)) {
            choice = "tool";
            name = Optional.of(names.sent(named.name()));
        } else if (demandsAny(asks)) {
            choice = "any";
        }
        if (!choice.equals("auto")) {
            ObjectNode told = config.putObject("toolChoice").putObject(choice);
            name.ifPresent(wanted -> told.put("name", wanted));
        }
        if (!asked.parallelTools().orElse(true) && losses.takes(Feature.SINGLE_TOOL)) {
            single(choice, name, fields);
        }
    }

    private boolean demandsAny(ToolChoice asks) {
        if (asks instanceof ToolChoice.Allowed allowed) {
            return allowed.required();
        }
        return asks instanceof ToolChoice.Required && losses.takes(Feature.TOOL_CHOICE_REQUIRED);
    }

    private void single(String choice, Optional<String> name, ObjectNode fields) {
        if (family != ModelFamily.CLAUDE) {
            throw losses.refusal(losses.path(Feature.SINGLE_TOOL), "the model may always call several tools at once");
        }
        ObjectNode told = fields.putObject("tool_choice").put("type", choice);
        name.ifPresent(wanted -> told.put("name", wanted));
        told.put("disable_parallel_tool_use", true);
    }

    /** Returns a tool without description that takes no arguments. */
    private static ObjectNode spec(String name) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        ObjectNode spec = entry.putObject("toolSpec").put("name", name);
        ObjectNode schema = spec.putObject("inputSchema").putObject("json").put("type", "object");
        schema.putObject("properties");
        return entry;
    }

    private JsonNode schema(String json) {
        JsonNode schema = PartBlocks.parsed(json);
        if (!(schema instanceof ObjectNode object)) {
            throw Losses.refused(losses.path(Feature.TOOLS), "a tool's schema must be a JSON object");
        } else if (object.has("type")) {
            return object;
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode().put("type", "object");
        return typed.setAll(object);
    }
}
