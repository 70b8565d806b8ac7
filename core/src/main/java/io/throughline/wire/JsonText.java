package io.throughline.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

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
