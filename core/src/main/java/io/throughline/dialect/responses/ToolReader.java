package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {
    private ToolReader() {}

    static void readTools(Value tools, RequestDraft draft) {
        for (Value tool : tools.optionalElements()) {
            String type = tool.must("type").text();
            if (type.equals("function")) {
                draft.tools.add(draft.places.put(readFunction(tool, draft), tool.path()));
            } else {
                draft.further(type.startsWith("web_search") ? Feature.WEB_SEARCH : Feature.HOSTED_TOOLS, tool);
            }
        }
    }

    static void readChoice(Value choice, RequestDraft draft) {
        if (choice.isText()) {
            draft.toolChoice = Optional.of(
                    switch (choice.text()) {
                        case "auto" -> new ToolChoice.Auto();
                        case "none" -> new ToolChoice.None();
                        case "required" -> new ToolChoice.Required();
                        default -> throw choice.wrong("auto, none, required or an object");
                    });
            return;
        }
        String type = choice.must("type").text();
        if (type.equals("function")) {
            draft.toolChoice =
                    Optional.of(new ToolChoice.Named(choice.must("name").text()));
        } else if (type.equals("allowed_tools")) {
            readAllowed(choice, draft);
        } else {
            draft.further(Feature.HOSTED_TOOLS, choice);
        }
    }

    private static Tool readFunction(Value tool, RequestDraft draft) {
        Optional<String> schema = Optional.empty();
        Optional<Boolean> strict = Optional.empty();
        Optional<String> cacheControl = Optional.empty();
        for (Value field : tool.fields()) {
            switch (field.name()) {
                case "type", "name", "description" -> {}
                case "parameters" -> schema = Optional.of(schema(field));
                case "strict" -> strict = Optional.of(field.bool());
                case "cache_control" -> cacheControl = Optional.of(field.raw());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        return new Tool(tool.must("name").text(), tool.at("description").optionalText(), schema, strict, cacheControl);
    }

    private static String schema(Value field) {
        if (!field.isObject()) {
            throw field.wrong("an object");
        }
        return field.raw();
    }

    private static void readAllowed(Value choice, RequestDraft draft) {
        List<String> names = new ArrayList<>();
        for (Value tool : choice.must("tools").optionalElements()) {
            if (tool.must("type").text().equals("function")) {
                names.add(tool.must("name").text());
            } else {
                draft.further(Feature.HOSTED_TOOLS, tool);
            }
        }
        boolean required =
                choice.at("mode").optionalText().filter("required"::equals).isPresent();
        draft.toolChoice = Optional.of(new ToolChoice.Allowed(names, required));
    }
}
