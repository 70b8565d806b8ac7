package io.throughline.dialect.messages;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the {@code delta} of a streamed message holds: of a block, or of the message itself. */
final class MessageDelta {
    @Nullable
    String text;

    @Nullable
    String signature;

    @Nullable
    String inputJson;
    /** A citation, as JSON. */
    @Nullable
    String citation;
    /** A compaction's content, as JSON. */
    @Nullable
    String content;

    @Nullable
    String stopReason;

    @Nullable
    String explanation;

    private MessageDelta() {}

    static MessageDelta read(JsonReader in) throws IOException {
        MessageDelta delta = new MessageDelta();
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                delta.take(field, in);
            }
        }
        return delta;
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "text", "thinking" -> text = in.nonEmptyText();
            case "signature" -> signature = in.nonEmptyText();
            case "partial_json" -> inputJson = in.nonEmptyText();
            case "citation" -> citation = in.isObject() ? in.raw() : null;
            case "content" -> content = in.raw();
            case "stop_reason" -> stopReason = in.nonEmptyText();
            case "stop_details" -> explanation = MessageHead.explanationOf(in);
            default -> {}
        }
    }
}
