package io.throughline.dialect.messages;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a message object says apart from its content, of which it has the place. Its fields come in any order. */
final class MessageHead {
    @Nullable
    String type;

    @Nullable
    String id;

    @Nullable
    String model;

    @Nullable
    String stopReason;
    /** Why the model refused, in words. */
    @Nullable
    String explanation;

    @Nullable
    ByteRange content;

    @Nullable
    ByteRange usage;

    private MessageHead() {}

    static MessageHead read(JsonReader in) throws IOException {
        MessageHead head = new MessageHead();
        in.object();
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "type" -> head.type = in.text();
                case "id" -> head.id = in.nonEmptyText();
                case "model" -> head.model = in.nonEmptyText();
                case "stop_reason" -> head.stopReason = in.nonEmptyText();
                case "stop_details" -> head.explanation = explanationOf(in);
                case "content" -> head.content = in.place();
                case "usage" -> head.usage = in.place();
                default -> {}
            }
        }
        return head;
    }

    /** Reads {@code stop_details}. */
    static @Nullable String explanationOf(JsonReader in) throws IOException {
        if (!in.object()) {
            return null;
        }
        String explanation = null;
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("explanation")) {
                explanation = in.nonEmptyText();
            }
        }
        return explanation;
    }
}
