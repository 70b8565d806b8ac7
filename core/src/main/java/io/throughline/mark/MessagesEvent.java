package io.throughline.mark;

import io.throughline.wire.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a Messages stream tells.
 *
 * @param type its type
 * @param index the block's number
 * @param body the block that starts, or the delta
 * @param reason why the message ends
 * @param end where its object ends, before the brace
 */
record MessagesEvent(String type, int index, @Nullable ByteRange body, String reason, int end) {
    static MessagesEvent read(Frame frame) throws Malformed {
        String type = "";
        String reason = "";
        int index = 0;
        ByteRange body = null;
        JsonCursor json = frame.json();
        if (!json.object()) {
            throw new Malformed();
        }
        while (json.field()) {
            if (json.named("type")) {
                type = json.string();
            } else if (json.named("index")) {
                index = json.integer(0);
            } else if ((json.named("delta") || json.named("content_block")) && json.isObject()) {
                body = json.place();
            }
        }
        int end = json.at() - 1;
        json.end();
        if (type.equals("message_delta") && body != null) {
            reason = reason(new JsonCursor(frame.bytes(), body.start(), body.end()));
        }
        return new MessagesEvent(type, index, body, reason, end);
    }

    private static String reason(JsonCursor delta) throws Malformed {
        String reason = "";
        delta.object();
        while (delta.field()) {
            reason = delta.named("stop_reason") ? delta.string() : reason;
        }
        return reason;
    }
}
