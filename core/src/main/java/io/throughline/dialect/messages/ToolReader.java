package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {
    private static final Set<String> PLACED =
            Set.of("type", "name", "description", "input_schema", "strict", "cache_control");

    private ToolReader() {}

    /**
     * Reads {@code tools}.
     *
     * @param further takes the tools that Anthropic runs or has defined, and fields that nobody knows
     * @param places takes note of where each stands
     */
    static List<Tool> read(RequestValue tools, List<Further> further, Places places) {
        List<Tool> own = new ArrayList<>();
        for (RequestValue tool : tools.elements()) {
            if (tool.textAt("type").orElse("custom").equals("custom")) {
                own.add(places.put(custom(tool, further), tool.path()));
            } else {
                further.add(tool.as(Feature.HOSTED_TOOLS));
            }
        }
        return own;
    }

    /** Reads {@code tool_choice}. */
    static ToolChoice choice(RequestValue choice) {
        RequestValue type = choice.must("type");
        return switch (type.text()) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(choice.must("name").text());
            default -> throw type.wrong("auto, any, tool or none");
        };
    }

    /** Reads whether several tools may be called at once, where {@code tool_choice} says so. */
    static Optional<Boolean> parallel(RequestValue choice) {
        return choice.at("disable_parallel_tool_use").map(disabled -> !disabled.flag());
    }

    private static Tool custom(RequestValue tool, List<Further> further) {
        tool.fields((name, value) -> {
            if (!PLACED.contains(name)) {
                further.add(value.as(Feature.UNKNOWN_FIELD));
            }
        });
        return new Tool(
                tool.must("name").text(),
                tool.textAt("description"),
                tool.at("input_schema").map(RequestValue::object),
                tool.at("strict").map(RequestValue::flag),
                tool.at("cache_control").map(RequestValue::object));
    }
}
