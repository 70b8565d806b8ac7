package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Further;
import java.util.List;
import java.util.Optional;

/** Writes what has no place of its own in a conversation, where chat completions have one. */
final class FurtherWriting {
    private final Target target;
    private final ObjectNode body;

    FurtherWriting(Target target, ObjectNode body) {
        this.target = target;
        this.body = body;
    }

    void write(List<Further> further) {
        further.forEach(this::write);
    }

    private void write(Further field) {
        switch (field.feature()) {
            case HOSTED_TOOLS -> writeTool(field);
            case USER -> put(field, Optional.of("safety_identifier"));
            case VERBOSITY -> put(field, Optional.of("verbosity"));
            case LOGIT_BIAS -> put(field, Optional.of("logit_bias"));
            case STORE -> put(field, Optional.of("store"));
            case PREDICTION -> put(field, Optional.of("prediction"));
            case METADATA -> put(field, Tree.of(field.json()).isObject() ? Optional.of("metadata") : Optional.empty());
            case PROMPT_CACHE_KEY, OUTPUT_MODALITIES, WEB_SEARCH -> put(field, samePlace(field));
            default -> put(field, Optional.empty());
        }
    }

    /** What one dialect alone has is written where it stood. */
    private static Optional<String> samePlace(Further field) {
        return switch (field.path()) {
            case "prompt_cache_key", "prompt_cache_retention", "modalities", "audio", "web_search_options" ->
                Optional.of(field.path());
            default -> Optional.empty();
        };
    }

    private void put(Further field, Optional<String> place) {
        if (!target.takes(field.feature(), field.path())) {
            return;
        }
        if (place.isEmpty()) {
            throw target.losses().refusal(field.path(), "there is no place for it");
        }
        body.set(place.get(), Tree.of(field.json()));
    }

    /** A tool with free text, or one that OpenRouter runs; whether the provider has it, it says itself. */
    private void writeTool(Further field) {
        JsonNode tool = Tree.of(field.json());
        String type = tool.path("type").asText();
        boolean ofThisDialect =
                (type.equals("custom") && tool.path("custom").isObject()) || type.startsWith("openrouter:");
        if (!ofThisDialect) {
            put(field, Optional.empty());
        } else if (field.path().equals("tool_choice")) {
            body.set("tool_choice", tool);
        } else {
            ArrayNode tools = body.withArray("tools");
            tools.add(tool);
        }
    }
}
