package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Block;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;

/** Writes citations as {@code groundingMetadata}, with places counted in UTF-8 bytes. Of long answers it tells the sources alone. */
final class Grounding {
    private static final int MOST_TEXT = 1 << 20;
    private static final int MOST_SOURCES = 4096;

    private final StringBuilder text = new StringBuilder();
    private final ArrayNode chunks = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();

    void text(String more) {
        text.append(more, 0, Math.min(more.length(), MOST_TEXT - text.length()));
    }

    /** Takes a block that is a citation, and returns whether it is one. */
    boolean take(Block.Opaque block) {
        if (!block.type().equals("annotation") && !block.type().equals("citation")) {
            return false;
        }
        try {
            JsonNode tree = JsonText.parse(block.json());
            JsonNode citation = tree.path("url_citation").isObject() ? tree.path("url_citation") : tree;
            if (citation.path("url").isTextual() && chunks.size() < MOST_SOURCES) {
                chunks.addObject()
                        .putObject("web")
                        .put("uri", citation.path("url").asText())
                        .put("title", citation.path("title").asText(""));
                annotations.add(citation);
            }
        } catch (IOException e) {
            // no citation that anyone could read
        }
        return true;
    }

    Optional<ObjectNode> metadata() {
        if (chunks.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.set("groundingChunks", chunks);
        ArrayNode supports = metadata.arrayNode();
        for (int i = 0; i < annotations.size(); i++) {
            support(annotations.get(i), i, supports);
        }
        if (!supports.isEmpty()) {
            metadata.set("groundingSupports", supports);
        }
        return Optional.of(metadata);
    }

    private void support(JsonNode citation, int chunk, ArrayNode supports) {
        int length = text.codePointCount(0, text.length());
        int start = CitedText.integer(citation.path("start_index"), -1);
        int end = CitedText.integer(citation.path("end_index"), -1);
        if (start < 0 || end <= start || end > length) {
            return;
        }
        int from = text.offsetByCodePoints(0, start);
        int to = text.offsetByCodePoints(from, end - start);
        ObjectNode support = supports.addObject();
        support.putObject("segment")
                .put("startIndex", bytes(0, from))
                .put("endIndex", bytes(0, to))
                .put("text", text.substring(from, to));
        support.putArray("groundingChunkIndices").add(chunk);
    }

    private int bytes(int from, int to) {
        return text.codePoints()
                .limit(text.codePointCount(from, to))
                .map(Grounding::width)
                .sum();
    }

    private static int width(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
