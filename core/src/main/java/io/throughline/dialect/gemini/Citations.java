package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate's text rests upon, as OpenAI's {@code url_citation} annotations. Gemini counts UTF-8 bytes within a part, OpenAI characters
 * within all of the text.
 */
final class Citations {
    private static final List<String> SOURCES = List.of("web", "retrievedContext", "maps");

    private final CitedText text = new CitedText();
    private JsonNode chunks = JsonNodeFactory.instance.arrayNode();
    private JsonNode supports = JsonNodeFactory.instance.arrayNode();
    private JsonNode cited = JsonNodeFactory.instance.arrayNode();

    void text(String more) {
        text.add(more);
    }

    /** Takes note of a part that is no text. */
    void passOver() {
        text.passOver();
    }

    /** Takes {@code groundingMetadata}; what is told later counts, but for what it lacks. */
    void ground(String json) throws IOException {
        JsonNode tree = JsonText.parse(json);
        chunks = newer(tree.path("groundingChunks"), chunks);
        supports = newer(tree.path("groundingSupports"), supports);
    }

    /** Takes {@code citationMetadata}. */
    void cite(String json) throws IOException {
        JsonNode tree = JsonText.parse(json);
        cited = newer(tree.path("citations"), newer(tree.path("citationSources"), cited));
    }

    /** Returns what has been told so far, each once. */
    List<String> take() {
        List<String> annotations = new ArrayList<>();
        for (JsonNode support : supports) {
            CitedText.Span span = text.span(support.path("segment"));
            for (JsonNode index : support.path("groundingChunkIndices")) {
                add(annotations, source(chunks.path(CitedText.integer(index, -1))), span);
            }
        }
        if (supports.isEmpty()) {
            chunks.forEach(chunk -> add(annotations, source(chunk), text.end()));
        }
        cited.forEach(one -> add(annotations, one, text.span(one)));
        chunks = JsonNodeFactory.instance.arrayNode();
        supports = chunks;
        cited = chunks;
        return annotations;
    }

    private static void add(List<String> annotations, @Nullable JsonNode source, CitedText.Span span) {
        if (source == null || !source.path("uri").isTextual()) {
            return;
        }
        ObjectNode annotation = JsonNodeFactory.instance.objectNode();
        annotation
                .put("type", "url_citation")
                .putObject("url_citation")
                .put("start_index", span.start())
                .put("end_index", span.end())
                .put("url", source.path("uri").asText())
                .put("title", source.path("title").asText(""));
        annotations.add(JsonText.of(annotation));
    }

    private static @Nullable JsonNode source(JsonNode chunk) {
        for (String kind : SOURCES) {
            if (chunk.path(kind).isObject()) {
                return chunk.path(kind);
            }
        }
        return null;
    }

    private static JsonNode newer(JsonNode told, JsonNode known) {
        return told.isArray() && !told.isEmpty() ? told : known;
    }
}
