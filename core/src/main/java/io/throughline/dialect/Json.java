package io.throughline.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads and writes JSON. What is not there, null or of another type reads as empty: nothing a provider sends makes it throw. */
final class Json {
    /** Numbers stay exact: a seed may be larger than a double holds. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNestingDepth(512)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static JsonNode tree(byte[] json) {
        try {
            return Optional.ofNullable(MAPPER.readTree(json)).orElse(MissingNode.getInstance());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    static JsonNode tree(String json) {
        try {
            return Optional.ofNullable(MAPPER.readTree(json)).orElse(MissingNode.getInstance());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a field's text, empty where it is no string or has no characters. */
    static Optional<String> text(JsonNode node, String field) {
        return Optional.of(
                        node.path(field).textValue() == null
                                ? ""
                                : node.path(field).textValue())
                .filter(text -> !text.isEmpty());
    }

    /** Returns the count at a path, 0 where there is none or it is less. */
    static long count(JsonNode node, String... path) {
        JsonNode at = node;
        for (String field : path) {
            at = at.path(field);
        }
        return Math.max(0, at.asLong(0));
    }
}
