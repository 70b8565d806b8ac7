package io.throughline.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whole JSON texts to trees and back, for what must be looked at from several sides. Numbers stay exact, fields keep their order, nothing nests
 * deeper than {@value JsonReader#MAX_DEPTH}.
 */
public final class JsonText {
    private static final JsonFactory FACTORY = JsonReader.factory(JsonReader.MAX_DEPTH);
    private static final Pattern HALF_PAIR = Pattern.compile("[\\x{D800}-\\x{DFFF}]");
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonText() {}

    /** Reads one JSON value; throws an {@link IOException} where the bytes are none, or more than one. */
    public static JsonNode parse(byte[] json) throws IOException {
        int start = JsonReader.startOf(json);
        return MAPPER.readTree(json, start, json.length - start);
    }

    /** Reads one JSON value; throws an {@link IOException} where the text is none, or more than one. */
    public static JsonNode parse(String json) throws IOException {
        return MAPPER.readTree(json);
    }

    /**
     * Returns the JSON text of a value: strings, numbers, booleans, null, maps and collections as they are, anything else as the string that it calls
     * itself. Nesting beyond {@value JsonReader#MAX_DEPTH} is told as a string, too.
     */
    public static String ofValues(@Nullable Object value) {
        return of(tree(value, 0));
    }

    private static JsonNode tree(@Nullable Object value, int depth) {
        JsonNodeFactory nodes = MAPPER.getNodeFactory();
        if (depth < JsonReader.MAX_DEPTH && value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((name, field) -> object.set(String.valueOf(name), tree(field, depth + 1)));
            return object;
        }
        if (depth < JsonReader.MAX_DEPTH && value instanceof Iterable<?> items && !(value instanceof Path)) {
            ArrayNode array = nodes.arrayNode();
            items.forEach(item -> array.add(tree(item, depth + 1)));
            return array;
        }
        if (value == null || value instanceof Boolean || value instanceof Number) {
            return number(value, nodes);
        }
        return nodes.textNode(String.valueOf(value));
    }

    private static JsonNode number(@Nullable Object value, JsonNodeFactory nodes) {
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof Double || value instanceof Float) {
            double exact = ((Number) value).doubleValue();
            return Double.isFinite(exact) ? nodes.numberNode(exact) : nodes.textNode(value.toString());
        }
        return value == null ? nodes.nullNode() : nodes.numberNode(new BigDecimal(value.toString()));
    }

    /** Returns a JSON string. */
    static JsonNode text(String value) {
        return MAPPER.getNodeFactory().textNode(value);
    }

    /** Returns the compact JSON text of a tree, its fields in their order. Half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD. */
    public static String of(JsonNode tree) {
        try {
            return HALF_PAIR.matcher(MAPPER.writeValueAsString(tree)).replaceAll("\uFFFD");
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree is always written", e);
        }
    }

    /** Returns the UTF-8 bytes of what {@code content} writes. */
    public static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes JSON to memory. */
    @FunctionalInterface
    public interface Content {
        /** Writes one value. */
        void write(JsonGenerator out) throws IOException;
    }
}
