package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.StringJoiner;

/** Reads the fields that requests of several dialects have. */
final class Fields {
    private Fields() {}

    /** Returns the model's name, which every request has. */
    static String model(JsonNode body) {
        String model = body.path("model").asText();
        if (model.isBlank()) {
            throw refused("you must provide a model", "model");
        }
        return model;
    }

    /** Returns the array of that name, which must be there and hold something. */
    static JsonNode filledArray(JsonNode body, String name) {
        JsonNode array = body.path(name);
        if (!array.isArray() || array.isEmpty()) {
            throw refused("expected an array with at least one element", name);
        }
        return array;
    }

    /** Returns the first number there is under one of these names. */
    static OptionalInt positive(JsonNode body, String... names) {
        for (String name : names) {
            JsonNode value = body.path(name);
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            if (!value.isIntegralNumber() || value.asLong() < 1) {
                throw refused("expected a whole number of 1 or more", name);
            }
            return OptionalInt.of((int) Math.min(value.asLong(), Integer.MAX_VALUE));
        }
        return OptionalInt.empty();
    }

    /** Returns the text of a message's content: a string, or parts of which some have text. */
    static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringJoiner joined = new StringJoiner("\n");
        for (JsonNode part : content) {
            for (String name : List.of("text", "refusal", "thinking")) {
                if (part.path(name).isTextual()) {
                    joined.add(part.get(name).asText());
                }
            }
        }
        return joined.toString();
    }

    /** Returns the tools that have a name and a schema. */
    static List<EchoRequest.Tool> tools(Iterable<JsonNode> functions, String schema) {
        List<EchoRequest.Tool> tools = new ArrayList<>();
        for (JsonNode function : functions) {
            if (function.path("name").isTextual()) {
                tools.add(new EchoRequest.Tool(function.get("name").asText(), function.path(schema)));
            }
        }
        return tools;
    }

    /** Returns OpenAI's {@code tool_choice}: a word, a function, or a choice of allowed tools. */
    static EchoRequest.ToolChoice openAiChoice(JsonNode choice) {
        return switch (choice.isObject() ? choice.path("type").asText() : choice.asText("auto")) {
            case "none" -> new EchoRequest.ToolChoice.None();
            case "required" -> new EchoRequest.ToolChoice.Any();
            case "function" ->
                new EchoRequest.ToolChoice.Named(choice.path("function")
                        .path("name")
                        .asText(choice.path("name").asText()));
            case "allowed_tools" -> allowed(choice.has("allowed_tools") ? choice.get("allowed_tools") : choice);
            default -> new EchoRequest.ToolChoice.Auto();
        };
    }

    static RefusedException refused(String message, String param) {
        return new RefusedException(EchoError.badRequest(message, param));
    }

    private static EchoRequest.ToolChoice allowed(JsonNode choice) {
        JsonNode first = choice.path("tools").path(0);
        String name =
                first.path("name").asText(first.path("function").path("name").asText());
        boolean must = choice.path("mode").asText().equals("required");
        return must && !name.isEmpty() ? new EchoRequest.ToolChoice.Named(name) : new EchoRequest.ToolChoice.Auto();
    }
}
