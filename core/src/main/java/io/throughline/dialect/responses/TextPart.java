package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Text for the user, with its annotations and, where they were told, its tokens' probabilities. */
final class TextPart extends MessagePart {
    private final List<ObjectNode> annotations = new ArrayList<>(0);
    private final List<ObjectNode> citations = new ArrayList<>(0);
    private final List<JsonNode> logprobs = new ArrayList<>(0);

    TextPart(MessageItem item, int index) {
        super(item, index);
    }

    /** Takes an annotation that says which piece of the text it is of. */
    void annotate(ObjectNode annotation) {
        int number = annotations.size();
        annotations.add(annotation);
        tell("response.output_text.annotation.added", json -> {
            json.writeNumberField("annotation_index", number);
            json.writeFieldName("annotation");
            json.writeRawValue(JsonText.of(annotation));
        });
    }

    /** Takes an annotation of the whole text, whose length is known at its end. */
    void cite(ObjectNode citation) {
        citations.add(citation);
    }

    void addLogprobs(JsonNode told) {
        told.forEach(logprobs::add);
    }

    @Override
    void tellDelta(String more) {
        tell("response.output_text.delta", json -> {
            json.writeStringField("delta", more);
            json.writeArrayFieldStart("logprobs");
            json.writeEndArray();
        });
    }

    @Override
    void tellDone() {
        int length = length();
        citations.forEach(citation -> annotate(citation.put("start_index", 0).put("end_index", length)));
        citations.clear();
        tell("response.output_text.done", json -> {
            json.writeStringField("text", text());
            writeAll(json, "logprobs", logprobs);
        });
    }

    @Override
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "output_text");
        json.writeStringField("text", text());
        writeAll(json, "annotations", annotations);
        writeAll(json, "logprobs", logprobs);
        json.writeEndObject();
    }

    private static void writeAll(JsonGenerator json, String field, List<? extends JsonNode> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (JsonNode value : values) {
            json.writeRawValue(JsonText.of(value));
        }
        json.writeEndArray();
    }
}
