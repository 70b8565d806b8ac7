package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes an answer of Converse. */
final class WholeConverseDecoder implements EventDecoder {
    private final ConverseEvents events;

    WholeConverseDecoder(StreamEvent.Sink sink) {
        this.events = new ConverseEvents(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        JsonNode answer = JsonText.parse(data);
        if (!answer.isObject()) {
            throw new IOException("no object");
        }
        int index = 0;
        for (JsonNode block : answer.path("output").path("message").path("content")) {
            tell(index++, block);
        }
        events.finish(answer.path("stopReason"));
        events.use(answer);
    }

    private void tell(int index, JsonNode block) {
        if (block.has("toolUse")) {
            JsonNode call = block.get("toolUse");
            events.open(index, block);
            if (!ConverseEvents.isOfServer(call)) {
                events.addInput(index, call.hasNonNull("input") ? JsonText.of(call.get("input")) : "");
            }
        } else if (block.has("reasoningContent")) {
            JsonNode reasoning = block.get("reasoningContent");
            events.reason(index, reasoning.path("reasoningText"));
            events.reason(index, reasoning);
        } else if (block.has("text")) {
            events.addText(index, block.get("text").asText());
        } else if (block.has("citationsContent")) {
            cited(index, block.get("citationsContent"));
        } else {
            events.open(index, block);
        }
        events.close(index);
    }

    private void cited(int index, JsonNode cited) {
        for (JsonNode piece : cited.path("content")) {
            events.addText(index, piece.path("text").asText());
        }
        for (JsonNode citation : cited.path("citations")) {
            events.cite(citation);
        }
    }
}
