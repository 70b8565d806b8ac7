package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** OpenAI's Embeddings: unit vectors, the same for the same text. They say nothing of what the text means. */
final class Embeddings {
    private static final int DEFAULT_DIMENSIONS = 256;
    private static final int MOST_DIMENSIONS = 3072;
    private static final int MOST_INPUTS = 2048;

    private Embeddings() {}

    /**
     * Returns the body of the answer to {@code body}.
     *
     * @throws RefusedException for a request that a provider would refuse
     */
    static byte[] answer(JsonNode body) {
        String model = Fields.model(body);
        List<Input> inputs = inputs(body.path("input"));
        int dimensions = Fields.positive(body, "dimensions").orElse(DEFAULT_DIMENSIONS);
        if (dimensions > MOST_DIMENSIONS) {
            throw Fields.refused("expected at most " + MOST_DIMENSIONS, "dimensions");
        }
        boolean base64 = body.path("encoding_format").asText().equals("base64");
        int tokens = inputs.stream().mapToInt(Input::tokens).sum();
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (int i = 0; i < inputs.size(); i++) {
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", i);
                json.writeFieldName("embedding");
                write(json, vector(inputs.get(i).text(), dimensions), base64);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("model", model);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", tokens);
            json.writeNumberField("total_tokens", tokens);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** Reads a text, an array of texts, an array of tokens, or an array of arrays of tokens. */
    private static List<Input> inputs(JsonNode input) {
        if (input.isTextual() && !input.asText().isEmpty()) {
            return List.of(text(input.asText()));
        }
        if (!input.isArray()
                || input.isEmpty()
                || (input.size() > MOST_INPUTS && !input.get(0).isIntegralNumber())) {
            throw Fields.refused("expected a text or up to " + MOST_INPUTS + " of them", "input");
        }
        if (input.get(0).isIntegralNumber()) {
            return List.of(tokens(input));
        }
        List<Input> inputs = new ArrayList<>();
        for (JsonNode one : input) {
            if (!one.isTextual() && !(one.isArray() && !one.isEmpty())) {
                throw Fields.refused("expected texts or arrays of tokens", "input");
            }
            inputs.add(one.isTextual() ? text(one.asText()) : tokens(one));
        }
        return inputs;
    }

    private static Input text(String text) {
        return new Input(text, Tokens.count(text));
    }

    private static Input tokens(JsonNode tokens) {
        return new Input(Json.compact(tokens), tokens.size());
    }

    private static float[] vector(String text, int dimensions) {
        long seed = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            seed = 31 * seed + text.charAt(i);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] numbers = new double[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            numbers[i] = random.nextDouble() * 2 - 1;
            squares += numbers[i] * numbers[i];
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (numbers[i] / length);
        }
        return unit;
    }

    private static void write(JsonGenerator json, float[] vector, boolean base64) throws IOException {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
            return;
        }
        json.writeStartArray();
        for (float number : vector) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private record Input(String text, int tokens) {}
}
