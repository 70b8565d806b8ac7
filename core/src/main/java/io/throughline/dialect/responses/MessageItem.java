package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A message of the model, of parts that are texts or refusals. */
final class MessageItem extends OutputItem {
    private final List<MessagePart> parts = new ArrayList<>(1);

    MessageItem(Frames frames, String id, int index) {
        super(frames, id, index);
    }

    TextPart openText() {
        return open(new TextPart(this, parts.size()));
    }

    RefusalPart openRefusal() {
        return open(new RefusalPart(this, parts.size()));
    }

    /** Returns the part that came last. */
    MessagePart last() {
        return parts.get(parts.size() - 1);
    }

    /** Tells the ends of parts that are closed and that others follow. */
    void settle() {
        for (int i = 0; i < parts.size() - 1; i++) {
            if (parts.get(i).isClosed()) {
                parts.get(i).finish();
            }
        }
    }

    boolean hasRefusal() {
        return parts.stream().anyMatch(RefusalPart.class::isInstance);
    }

    @Override
    boolean isComplete() {
        return parts.stream().allMatch(MessagePart::isClosed);
    }

    @Override
    void finishContent() {
        parts.forEach(MessagePart::finish);
    }

    @Override
    void writeContent(JsonGenerator json) throws IOException {
        json.writeStringField("role", "assistant");
        json.writeArrayFieldStart("content");
        for (MessagePart part : parts) {
            part.write(json);
        }
        json.writeEndArray();
    }

    @Override
    String type() {
        return "message";
    }

    private <T extends MessagePart> T open(T part) {
        part.begin();
        parts.add(part);
        settle();
        return part;
    }
}
