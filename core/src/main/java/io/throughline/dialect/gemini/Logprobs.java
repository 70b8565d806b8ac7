package io.throughline.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Token probabilities in Gemini's form and in OpenAI's. */
final class Logprobs {
    private Logprobs() {}

    /** Returns a {@code logprobsResult} as the elements of OpenAI's {@code logprobs.content}. */
    static String toOpenAi(String result) throws IOException {
        JsonNode tree = JsonText.parse(result);
        JsonNode chosen = tree.path("chosenCandidates");
        JsonNode top = tree.path("topCandidates");
        return text(out -> {
            out.writeStartArray();
            for (int i = 0; i < chosen.size(); i++) {
                out.writeStartObject();
                writeToken(out, chosen.get(i));
                out.writeArrayFieldStart("top_logprobs");
                for (JsonNode alternative : top.path(i).path("candidates")) {
                    out.writeStartObject();
                    writeToken(out, alternative);
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** Returns elements of OpenAI's {@code logprobs.content} as a {@code logprobsResult}. */
    static ObjectNode toGemini(JsonNode elements) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode chosen = result.putArray("chosenCandidates");
        ArrayNode top = result.putArray("topCandidates");
        for (JsonNode element : elements) {
            putCandidate(chosen.addObject(), element);
            ArrayNode alternatives = top.addObject().putArray("candidates");
            element.path("top_logprobs").forEach(one -> putCandidate(alternatives.addObject(), one));
        }
        return result;
    }

    private static void writeToken(JsonGenerator out, JsonNode candidate) throws IOException {
        String token = candidate.path("token").asText("");
        out.writeStringField("token", token);
        out.writeFieldName("logprob");
        writeNumber(out, candidate.path("logProbability"));
        out.writeArrayFieldStart("bytes");
        for (byte octet : token.getBytes(StandardCharsets.UTF_8)) {
            out.writeNumber(octet & 0xFF);
        }
        out.writeEndArray();
    }

    private static void putCandidate(ObjectNode out, JsonNode element) {
        out.put("token", element.path("token").asText(""));
        JsonNode number = element.path("logprob");
        out.set("logProbability", number.isNumber() ? number : JsonNodeFactory.instance.numberNode(0));
    }

    private static void writeNumber(JsonGenerator out, JsonNode number) throws IOException {
        if (number.isNumber()) {
            out.writeRawValue(JsonText.of(number));
        } else {
            out.writeNumber(0);
        }
    }

    private static String text(JsonText.Content content) {
        return new String(JsonText.bytes(content), StandardCharsets.UTF_8);
    }
}
