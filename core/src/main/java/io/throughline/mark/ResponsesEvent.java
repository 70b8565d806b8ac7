package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a Responses stream tells.
 *
 * @param type its type
 * @param number where its number in the sequence stands
 * @param output the number of the item of the output
 * @param where the fields that say which part of the output it is about, each behind a comma
 * @param body the delta, text, arguments, part, item or response that it tells
 */
record ResponsesEvent(
        String type,
        @Nullable ByteRange number,
        int output,
        String where,
        @Nullable ByteRange body) {
    static ResponsesEvent read(Frame frame) throws Malformed {
        String type = "";
        ByteRange number = null;
        int output = 0;
        StringBuilder where = new StringBuilder();
        ByteRange body = null;
        JsonCursor json = frame.json();
        if (!json.object()) {
            throw new Malformed();
        }
        while (json.field()) {
            if (json.named("type")) {
                type = json.string();
            } else if (json.named("sequence_number")) {
                number = json.isNull() ? null : json.place();
            } else if (json.named("item_id") || json.named("content_index") || json.named("output_index")) {
                boolean index = json.named("output_index");
                int name = json.nameStart();
                ByteRange value = json.place();
                where.append(',').append(new String(frame.bytes(), name, value.end() - name, StandardCharsets.UTF_8));
                output = index ? new JsonCursor(frame.bytes(), value.start(), value.end()).integer(0) : output;
            } else if (isBody(json)) {
                body = json.place();
            }
        }
        json.end();
        return new ResponsesEvent(type, number, output, where.toString(), body);
    }

    /** Returns the place of the body, where there is one. */
    ByteRange place() throws Malformed {
        if (body == null) {
            throw new Malformed();
        }
        return body;
    }

    private static boolean isBody(JsonCursor json) {
        return json.named("delta")
                || json.named("text")
                || json.named("arguments")
                || json.named("part")
                || json.named("item")
                || json.named("response");
    }
}
