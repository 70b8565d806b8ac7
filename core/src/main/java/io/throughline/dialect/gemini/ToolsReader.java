package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code tools} and {@code toolConfig}. */
final class ToolsReader {
    private final List<Conversation.Further> further;
    private final List<Tool> tools = new ArrayList<>();
    private String mode = "";
    private List<String> allowed = List.of();

    ToolsReader(List<Conversation.Further> further) {
        this.further = further;
    }

    void take(JsonAt value) {
        value.elements(tool -> tool.fields((name, field) -> {
            switch (name) {
                case "functionDeclarations" -> field.elements(this::takeDeclaration);
                case "googleSearch", "googleSearchRetrieval", "enterpriseWebSearch" -> more(Feature.WEB_SEARCH, field);
                case "codeExecution",
                        "urlContext",
                        "computerUse",
                        "googleMaps",
                        "fileSearch",
                        "retrieval",
                        "parallelAiSearch",
                        "mcpServers" -> more(Feature.HOSTED_TOOLS, field);
                default -> more(Feature.HOSTED_TOOLS, field);
            }
        }));
    }

    void takeConfig(JsonAt value) {
        value.fields((name, field) -> {
            switch (name) {
                case "functionCallingConfig" -> field.fields(this::takeCalling);
                case "retrievalConfig", "includeServerSideToolInvocations" -> more(Feature.HOSTED_TOOLS, field);
                default -> more(Feature.UNKNOWN_FIELD, field);
            }
        });
    }

    /** {@code VALIDATED} holds the arguments to their schemas. */
    List<Tool> tools() {
        return mode.equals("VALIDATED") ? mapped(ToolsReader::strict) : List.copyOf(tools);
    }

    Optional<ToolChoice> choice() {
        boolean limited = !allowed.isEmpty();
        return switch (mode) {
            case "NONE" -> Optional.of(new ToolChoice.None());
            case "ANY" ->
                Optional.of(
                        allowed.size() == 1
                                ? new ToolChoice.Named(allowed.get(0))
                                : limited ? new ToolChoice.Allowed(allowed, true) : new ToolChoice.Required());
            case "AUTO", "VALIDATED" ->
                Optional.of(limited ? new ToolChoice.Allowed(allowed, false) : new ToolChoice.Auto());
            default -> limited ? Optional.of(new ToolChoice.Allowed(allowed, false)) : Optional.empty();
        };
    }

    private void takeCalling(String name, JsonAt field) {
        switch (name) {
            case "mode" -> takeMode(field);
            case "allowedFunctionNames" -> allowed = field.texts();
            case "streamFunctionCallArguments" -> more(Feature.STREAM_OPTIONS, field);
            default -> more(Feature.UNKNOWN_FIELD, field);
        }
    }

    private void takeMode(JsonAt field) {
        mode = field.text().toUpperCase(Locale.ROOT);
        if (!List.of("AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED").contains(mode)) {
            throw field.wrong("AUTO, ANY, NONE or VALIDATED");
        }
    }

    private void takeDeclaration(JsonAt declaration) {
        Declaration draft = new Declaration();
        declaration.fields((name, field) -> {
            switch (name) {
                case "name" -> draft.name = field.text();
                case "description" -> draft.description = Optional.of(field.text());
                case "parameters" -> draft.schema = Optional.of(schemaOf(field, OpenApiSchema::toJsonSchema));
                case "parametersJsonSchema" -> draft.schema = Optional.of(schemaOf(field, schema -> schema));
                default -> more(Feature.UNKNOWN_FIELD, field);
            }
        });
        if (draft.name.isEmpty()) {
            throw new JsonAt(declaration.path() + ".name", declaration.node()).wrong("given");
        }
        tools.add(new Tool(draft.name, draft.description, draft.schema, Optional.empty(), Optional.empty()));
    }

    private static String schemaOf(JsonAt field, Function<JsonNode, JsonNode> reading) {
        if (!field.node().isObject()) {
            throw field.wrong("an object");
        }
        return JsonText.of(reading.apply(field.node()));
    }

    private List<Tool> mapped(Function<Tool, Tool> change) {
        return tools.stream().map(change).toList();
    }

    private static Tool strict(Tool tool) {
        return new Tool(tool.name(), tool.description(), tool.schema(), Optional.of(true), tool.cacheControl());
    }

    private void more(Feature feature, JsonAt value) {
        further.add(new Conversation.Further(feature, value.path(), value.json()));
    }

    /** A function that is being read. */
    private static final class Declaration {
        private String name = "";
        private Optional<String> description = Optional.empty();
        private Optional<String> schema = Optional.empty();
    }
}
