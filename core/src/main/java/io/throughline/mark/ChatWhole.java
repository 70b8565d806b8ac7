package io.throughline.mark;

import io.throughline.wire.ByteRange;
import org.jspecify.annotations.Nullable;

/** Edits a whole answer of Chat Completions. */
final class ChatWhole {
    private final byte[] bytes;
    private final JsonCursor json;
    private final Marks marks;
    private final Splices splices;

    private ChatWhole(byte[] bytes, Marks marks, Splices splices) {
        this.bytes = bytes;
        this.json = new JsonCursor(bytes);
        this.marks = marks;
        this.splices = splices;
    }

    static boolean edit(byte[] bytes, Marks marks, Splices splices) throws Malformed {
        return new ChatWhole(bytes, marks, splices).edit();
    }

    private boolean edit() throws Malformed {
        boolean failed = false;
        boolean any = false;
        if (!json.object()) {
            return false;
        }
        while (json.field()) {
            if (json.named("choices") && json.array()) {
                while (json.element()) {
                    choice();
                    any = true;
                }
            } else if (json.named("error")) {
                failed |= !json.isNull();
            }
        }
        int end = json.at() - 1;
        json.end();
        if (failed || !any) {
            return false;
        }
        splices.insert(end, marks.extras());
        return true;
    }

    private void choice() throws Malformed {
        ByteRange text = null;
        boolean refused = false;
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("finish_reason")) {
                refused |= json.string().equals("content_filter");
            } else if (json.named("message") && json.object()) {
                while (json.field()) {
                    if (json.named("content")) {
                        text = TextPlace.of(json);
                    } else if (json.named("refusal")) {
                        refused |= !json.string().isEmpty();
                    } else {
                        ChatCalls.edit(json, call -> arguments(call));
                    }
                }
            }
        }
        if (text != null && !refused && marks.signs()) {
            splices.insert(text.end(), marks.signature(TextEnd.of(Scalars.string(bytes, text))));
        }
    }

    private void arguments(ChatCalls.Call call) throws Malformed {
        ToolStamp stamp = marks.stamp();
        if (stamp == null) {
            return;
        }
        @Nullable ByteRange text = call.text();
        if (text != null) {
            StampProgress.whole(stamp, bytes, text, splices);
        } else if (call.object() != null) {
            new StampProgress(stamp).object(bytes, call.object(), splices);
        }
    }
}
