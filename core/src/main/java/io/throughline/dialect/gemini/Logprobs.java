package io.throughline.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
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

    /** Writes elements of OpenAI's {@code logprobs.content} as a {@code logprobsResult}. */
    static void write(JsonGenerator out, JsonNode elements) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("chosenCandidates");
        for (JsonNode element : elements) {
            writeCandidate(out, element);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("topCandidates");
        for (JsonNode element : elements) {
            out.writeStartObject();
            out.writeArrayFieldStart("candidates");
            for (JsonNode alternative : element.path("top_logprobs")) {
                writeCandidate(out, alternative);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
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

    private static void writeCandidate(JsonGenerator out, JsonNode element) throws IOException {
        out.writeStartObject();
        out.writeStringField("token", element.path("token").asText(""));
        out.writeFieldName("logProbability");
        writeNumber(out, element.path("logprob"));
        out.writeEndObject();
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
