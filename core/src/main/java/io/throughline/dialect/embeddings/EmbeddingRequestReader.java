package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.embeddings.EmbeddingRequest.Encoding;
import io.throughline.dialect.embeddings.EmbeddingRequest.Input;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads requests of OpenAI's Embeddings. Stateless and safe for use by many threads. */
public final class EmbeddingRequestReader {
    /** How many inputs OpenAI takes at once; it also bounds the calls that one request may become. */
    public static final int MOST_INPUTS = 2048;

    private static final FieldTable FIELDS = new FieldTable("openai-embeddings", Map.of(Feature.USER, "user"));

    /** Makes a reader. */
    public EmbeddingRequestReader() {}

    /** Returns where the dialect asks for each feature. */
    public FieldTable fields() {
        return FIELDS;
    }

    /**
     * Reads a request.
     *
     * @param body the decoded body
     * @throws io.throughline.dialect.RefusedException where the request is wrong in itself, naming the field
     */
    public EmbeddingRequest read(byte[] body) {
        Draft draft = new Draft();
        for (Map.Entry<String, JsonNode> field : object(body).properties()) {
            if (!field.getValue().isNull()) {
                draft.take(field.getKey(), field.getValue());
            }
        }
        return draft.toRequest();
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode tree = JsonText.parse(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            throw Losses.refused("body", "the request's body is no JSON");
        }
        throw Losses.refused("body", "the request's body must be a JSON object");
    }

    private static final class Draft {
        private Optional<String> model = Optional.empty();
        private List<Input> inputs = List.of();
        private Encoding encoding = Encoding.FLOAT;
        private OptionalLong dimensions = OptionalLong.empty();
        private Optional<String> user = Optional.empty();
        private final List<Further> further = new ArrayList<>();

        void take(String field, JsonNode value) {
            switch (field) {
                case "model" -> model = Optional.of(text(field, value));
                case "input" -> inputs = InputReader.read(value);
                case "encoding_format" -> encoding = encoding(text(field, value));
                case "dimensions" -> dimensions = OptionalLong.of(integer(field, value));
                case "user" -> user = Optional.of(text(field, value));
                default -> further.add(new Further(Feature.UNKNOWN_FIELD, field, JsonText.of(value)));
            }
        }

        EmbeddingRequest toRequest() {
            if (inputs.isEmpty()) {
                throw Losses.refused("input", "input is missing or empty");
            }
            String named = model.orElseThrow(() -> Losses.refused("model", "model is missing"));
            return new EmbeddingRequest(named, inputs, encoding, dimensions, user, further);
        }

        private static Encoding encoding(String told) {
            return switch (told) {
                case "float" -> Encoding.FLOAT;
                case "base64" -> Encoding.BASE64;
                default -> throw Losses.refused("encoding_format", "encoding_format must be float or base64");
            };
        }

        private static String text(String field, JsonNode value) {
            if (!value.isTextual()) {
                throw Losses.refused(field, field + " must be a string");
            }
            return value.textValue();
        }

        private static long integer(String field, JsonNode value) {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw Losses.refused(field, field + " must be an integer");
            }
            return value.longValue();
        }
    }
}
