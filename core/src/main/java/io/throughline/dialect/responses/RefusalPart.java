package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A refusal in the model's words. */
final class RefusalPart extends MessagePart {
    RefusalPart(MessageItem item, int index) {
        super(item, index);
    }

    @Override
    void tellDelta(String more) {
        tell("response.refusal.delta", json -> json.writeStringField("delta", more));
    }

    @Override
    void tellDone() {
        tell("response.refusal.done", json -> json.writeStringField("refusal", text()));
    }

    @Override
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "refusal");
        json.writeStringField("refusal", text());
        json.writeEndObject();
    }
}
