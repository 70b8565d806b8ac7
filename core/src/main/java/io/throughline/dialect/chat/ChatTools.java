package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tools of a request, and which of them to call. */
final class ChatTools {
    private ChatTools() {}

    static void readTools(Value tools, ChatRequestDraft draft) {
        for (Value tool : tools.elements()) {
            if (tool.must("type").text().equals("function")) {
                readTool(tool, draft);
            } else {
                draft.further(Feature.HOSTED_TOOLS, tool);
            }
        }
    }

    /** Reads {@code functions} of the time before tools. */
    static void readFunctions(Value functions, ChatRequestDraft draft) {
        functions.elements().forEach(function -> draft.tools.add(readFunction(function, Optional.empty(), draft)));
    }

    static void readChoice(Value choice, ChatRequestDraft draft) {
        if (choice.isText()) {
            draft.toolChoice = Optional.of(choiceOf(choice));
            return;
        }
        Value type = choice.must("type");
        switch (type.text()) {
            case "function" -> draft.toolChoice = Optional.of(new ToolChoice.Named(nameOf(choice.must("function"))));
            // Anthropic's words, which some clients use here too
            case "tool" -> draft.toolChoice = Optional.of(new ToolChoice.Named(nameOf(choice)));
            case "auto", "none", "required", "any" -> draft.toolChoice = Optional.of(choiceOf(type));
            case "allowed_tools" -> draft.toolChoice = Optional.of(allowed(choice.must("allowed_tools")));
            default -> draft.further(Feature.HOSTED_TOOLS, choice);
        }
    }

    /** Reads {@code function_call} of the time before tools. */
    static void readFunctionChoice(Value choice, ChatRequestDraft draft) {
        draft.toolChoice = Optional.of(choice.isText() ? choiceOf(choice) : new ToolChoice.Named(nameOf(choice)));
    }

    private static void readTool(Value tool, ChatRequestDraft draft) {
        Optional<String> cacheControl = Optional.empty();
        for (Value field : tool.fields()) {
            switch (field.name()) {
                case "type", "function" -> {}
                case "cache_control" -> cacheControl = Optional.of(field.raw());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        draft.tools.add(draft.places.put(readFunction(tool.must("function"), cacheControl, draft), tool.path()));
    }

    private static Tool readFunction(Value function, Optional<String> cacheControl, ChatRequestDraft draft) {
        String name = nameOf(function);
        Optional<String> description = Optional.empty();
        Optional<String> schema = Optional.empty();
        Optional<Boolean> strict = Optional.empty();
        Optional<String> cached = cacheControl;
        for (Value field : function.fields()) {
            switch (field.name()) {
                case "name" -> {}
                case "description" -> description = Optional.of(field.text());
                case "parameters" -> schema = Optional.of(schemaOf(field));
                case "strict" -> strict = Optional.of(field.bool());
                case "cache_control" -> cached = Optional.of(field.raw());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        return new Tool(name, description, schema, strict, cached);
    }

    private static String schemaOf(Value field) {
        if (!field.isObject()) {
            throw field.wrong("an object");
        }
        return field.raw();
    }

    private static ToolChoice choiceOf(Value word) {
        return switch (word.text()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required", "any" -> new ToolChoice.Required();
            default -> throw word.wrong("auto, none, required or an object");
        };
    }

    private static ToolChoice allowed(Value allowed) {
        Value mode = allowed.at("mode");
        List<String> names = new ArrayList<>();
        for (Value tool : allowed.must("tools").elements()) {
            Value function = tool.at("function");
            names.add(nameOf(function.isThere() ? function : tool));
        }
        return new ToolChoice.Allowed(names, mode.isThere() && mode.text().equals("required"));
    }

    private static String nameOf(Value named) {
        return named.must("name").text();
    }
}
