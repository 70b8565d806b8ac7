package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of ConverseStream. Text and reasoning begin without an event of their own, and token counts follow the stop; so the stream has
 * ended when its {@code metadata} has come.
 */
final class ConverseStreamDecoder implements EventDecoder {
    private final StreamEvent.Sink sink;
    private final ConverseEvents events;
    private boolean ended;

    ConverseStreamDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.events = new ConverseEvents(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended || event == null) {
            return;
        }
        ModelError error = BedrockErrors.read(event, data);
        if (error != null) {
            sink.accept(new StreamEvent.Failed(error));
            end();
            return;
        }
        JsonNode body = JsonText.parse(data);
        int index = body.path("contentBlockIndex").asInt();
        switch (event) {
            case "messageStart" -> sink.accept(new StreamEvent.Started(Optional.empty(), Optional.empty()));
            case "contentBlockStart" -> events.open(index, body.path("start"));
            case "contentBlockDelta" -> add(index, body.path("delta"));
            case "contentBlockStop" -> events.close(index);
            case "messageStop" -> {
                events.closeAll();
                events.finish(body.path("stopReason"));
            }
            case "metadata" -> {
                events.use(body);
                end();
            }
            default -> {}
        }
    }

    private void add(int index, JsonNode delta) {
        if (delta.has("text")) {
            events.addText(index, delta.get("text").asText());
        } else if (delta.has("toolUse")) {
            events.addInput(index, delta.get("toolUse").path("input").asText());
        } else if (delta.has("reasoningContent")) {
            events.reason(index, delta.get("reasoningContent"));
        } else if (delta.has("citation")) {
            events.cite(delta.get("citation"));
        } else if (delta.has("toolResult")) {
            events.addResult(index, delta.get("toolResult"));
        }
    }

    private void end() {
        ended = true;
        sink.accept(new StreamEvent.Ended());
    }
}
