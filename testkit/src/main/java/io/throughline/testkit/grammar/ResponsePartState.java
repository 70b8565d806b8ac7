package io.throughline.testkit.grammar;

import static io.throughline.testkit.grammar.ResponsesGrammar.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** What has been told of a part of a message or of a summary. */
final class ResponsePartState {
    private final String type;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
    private boolean textDone;
    private @Nullable JsonNode done;

    ResponsePartState(JsonNode added) {
        type = added.path("type").asText();
        require(added.path(textField()).isTextual(), "the part has no " + textField());
        require(added.path(textField()).asText().isEmpty(), "the part begins with content");
        if (type.equals("output_text")) {
            require(added.path("annotations").isArray(), "the part has no annotations");
        }
    }

    void add(String event, JsonNode data) {
        require(!textDone, "the text is done");
        requireType(event);
        require(!data.path("delta").asText().isEmpty(), "the delta is empty");
        text.append(data.path("delta").asText());
    }

    void annotate(JsonNode data) {
        require(type.equals("output_text") && !textDone, "there is no text to annotate");
        require(data.path("annotation_index").asInt(-1) == annotations.size(), "annotations are not numbered");
        annotations.add(data.path("annotation"));
    }

    void finishText(String event, JsonNode data) {
        require(!textDone, "the text is done");
        requireType(event);
        textDone = true;
        require(data.path(textField()).asText().equals(text.toString()), "the text is another than its pieces");
    }

    void finish(JsonNode part) {
        require(textDone && done == null, "the part ends before its text, or twice");
        require(part.path("type").asText().equals(type), "the part's type changes");
        require(part.path(textField()).asText().equals(text.toString()), "the text is another than its pieces");
        if (!annotations.isEmpty()) {
            require(part.path("annotations").equals(annotations), "the annotations are others");
        }
        done = part;
    }

    void requireEnd(JsonNode part) {
        require(done != null, "a part is not done");
        require(part.equals(done), "the item has " + part + " but the part was done as " + done);
    }

    private void requireType(String event) {
        String wanted = switch (type) {
            case "output_text" -> "response.output_text.";
            case "refusal" -> "response.refusal.";
            case "reasoning_text" -> "response.reasoning_text.";
            default -> "response.reasoning_summary_text.";
        };
        require(event.startsWith(wanted), "the event does not belong to a part of type " + type);
    }

    private String textField() {
        return type.equals("refusal") ? "refusal" : "text";
    }
}
