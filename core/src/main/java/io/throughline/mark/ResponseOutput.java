package io.throughline.mark;

import io.throughline.wire.ByteRange;

/**
 * Edits what Responses says whole: a response, an item of its output, a part of a message. Each text that is not empty is signed, because the events
 * of a stream that tell a text must say the same as the ones that tell it again.
 */
final class ResponseOutput {
    private final byte[] bytes;
    private final JsonCursor json;
    private final Marks marks;
    private final Splices splices;

    ResponseOutput(byte[] bytes, JsonCursor json, Marks marks, Splices splices) {
        this.bytes = bytes;
        this.json = json;
        this.marks = marks;
        this.splices = splices;
    }

    static boolean edit(byte[] bytes, Marks marks, Splices splices) throws Malformed {
        JsonCursor json = new JsonCursor(bytes);
        boolean good = new ResponseOutput(bytes, json, marks, splices).response();
        json.end();
        return good;
    }

    /** Edits the response on which the cursor stands, and returns whether it is one that has not failed. */
    boolean response() throws Malformed {
        boolean output = false;
        boolean failed = false;
        if (!json.object()) {
            return false;
        }
        while (json.field()) {
            if (json.named("error")) {
                failed |= !json.isNull();
            } else if (json.named("output") && json.array()) {
                output = true;
                while (json.element()) {
                    item();
                }
            }
        }
        if (!failed && output) {
            splices.insert(json.at() - 1, marks.extras());
        }
        return !failed && output;
    }

    void item() throws Malformed {
        boolean call = false;
        ByteRange arguments = null;
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("type")) {
                call = json.string().equals("function_call");
            } else if (json.named("arguments")) {
                arguments = json.text();
            } else if (json.named("content") && json.array()) {
                while (json.element()) {
                    part();
                }
            }
        }
        ToolStamp stamp = marks.stamp();
        if (call && arguments != null && stamp != null) {
            StampProgress.whole(stamp, bytes, arguments, splices);
        }
    }

    void part() throws Malformed {
        boolean output = false;
        ByteRange text = null;
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("type")) {
                output = json.string().equals("output_text");
            } else if (json.named("text")) {
                text = json.text();
            }
        }
        if (output && text != null && marks.signs()) {
            splices.insert(text.end(), marks.signature(TextEnd.of(Scalars.string(bytes, text))));
        }
    }
}
