package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;

/** What a text is based on: Anthropic's citations, and what others have for them. */
final class MessageCitations {
    /** The type of the piece that holds the citations of the text before it, an array. */
    static final String TYPE = "citations";

    private static final String CITATION = "citation";
    private static final String ANNOTATION = "annotation";
    private static final String URL_CITATION = "url_citation";
    private static final String URL = "url";

    private MessageCitations() {}

    /** Returns whether opaque pieces of a type stand for citations of the text before them. */
    static boolean areOf(String type) {
        return type.equals(CITATION) || type.equals(ANNOTATION);
    }

    /** Returns an opaque piece as a citation; empty where there is nothing like it. */
    static Optional<JsonNode> of(String type, String json) {
        JsonNode piece;
        try {
            piece = JsonText.parse(json);
        } catch (IOException malformed) {
            return Optional.empty();
        }
        if (type.equals(CITATION)) {
            return Optional.of(piece).filter(JsonNode::isObject);
        }
        // Chat Completions nests what the Responses API has flat
        JsonNode told = piece.path(URL_CITATION).isObject() ? piece.path(URL_CITATION) : piece;
        boolean address = URL_CITATION.equals(piece.path("type").textValue())
                && told.path(URL).isTextual();
        return address ? Optional.of(found(told)) : Optional.empty();
    }

    private static ObjectNode found(JsonNode told) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "web_search_result_location")
                .put("cited_text", "")
                .put(URL, told.path(URL).textValue())
                .put("title", told.path("title").textValue())
                .put("encrypted_index", "");
    }
}
