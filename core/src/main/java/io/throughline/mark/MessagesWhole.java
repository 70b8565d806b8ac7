package io.throughline.mark;

import io.throughline.wire.ByteRange;
import org.jspecify.annotations.Nullable;

/** Edits a whole answer of Messages. */
final class MessagesWhole {
    private final byte[] bytes;
    private final JsonCursor json;
    private final Marks marks;
    private final Splices splices;
    private @Nullable ByteRange lastText;

    private MessagesWhole(byte[] bytes, Marks marks, Splices splices) {
        this.bytes = bytes;
        this.json = new JsonCursor(bytes);
        this.marks = marks;
        this.splices = splices;
    }

    static boolean edit(byte[] bytes, Marks marks, Splices splices) throws Malformed {
        return new MessagesWhole(bytes, marks, splices).edit();
    }

    private boolean edit() throws Malformed {
        boolean message = false;
        boolean refused = false;
        if (!json.object()) {
            return false;
        }
        while (json.field()) {
            if (json.named("type")) {
                message = json.string().equals("message");
            } else if (json.named("stop_reason")) {
                refused = json.string().equals("refusal");
            } else if (json.named("content") && json.array()) {
                while (json.element()) {
                    block();
                }
            }
        }
        int end = json.at() - 1;
        json.end();
        if (lastText != null && !refused && marks.signs()) {
            splices.insert(lastText.end(), marks.signature(TextEnd.of(Scalars.string(bytes, lastText))));
        }
        if (message) {
            splices.insert(end, marks.extras());
        }
        return message;
    }

    private void block() throws Malformed {
        String type = "";
        ByteRange text = null;
        ByteRange input = null;
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("type")) {
                type = json.string();
            } else if (json.named("text")) {
                text = json.text();
            } else if (json.named("input") && json.isObject()) {
                input = json.place();
            }
        }
        if (type.equals("text") && text != null && text.end() > text.start()) {
            lastText = text;
        }
        ToolStamp stamp = marks.stamp();
        if (type.equals("tool_use") && input != null && stamp != null) {
            new StampProgress(stamp).object(bytes, input, splices);
        }
    }
}
