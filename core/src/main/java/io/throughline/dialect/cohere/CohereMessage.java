package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;

/** Tells the pieces of a message, which are the same in whole answers and in streams. */
final class CohereMessage {
    /** The type of citations; Cohere's form is no other provider's. */
    static final String CITATION = "cohere_citation";

    private final CohereBlocks blocks;

    CohereMessage(CohereBlocks blocks) {
        this.blocks = blocks;
    }

    /** Takes an element of {@code content}, or what is new of it. */
    void content(JsonNode content) {
        blocks.reasoning(text(content, "thinking"));
        blocks.text(text(content, "text"));
    }

    /** Takes the plan before the calls, or what is new of it. */
    void plan(JsonNode plan) {
        blocks.reasoning(plan.asText(""));
    }

    /** Takes a call, or the beginning of one. */
    void call(JsonNode call) {
        JsonNode function = call.path("function");
        blocks.call(text(call, "id"), text(function, "name"));
        blocks.arguments(text(function, "arguments"));
    }

    /** Takes what is new of the arguments of the call that is open. */
    void arguments(JsonNode call) {
        blocks.arguments(text(call.path("function"), "arguments"));
    }

    void citation(JsonNode citation) {
        if (citation.isObject()) {
            blocks.opaque(CITATION, JsonText.of(citation));
        }
    }

    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? value.textValue() : "";
    }
}
