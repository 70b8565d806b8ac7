package io.throughline.mark;

import io.throughline.wire.ByteRange;
import org.jspecify.annotations.Nullable;

/** Reads the tool calls of a Chat message or delta. */
final class ChatCalls {
    private ChatCalls() {}

    /**
     * One call.
     *
     * @param index its number, as it was told
     * @param text its arguments where they are a string, without quotes
     * @param object its arguments where they are an object
     */
    record Call(
            int index, @Nullable ByteRange text, @Nullable ByteRange object) {}

    /** Takes calls. */
    @FunctionalInterface
    interface Sink {
        /** Takes one call. */
        void call(Call call) throws Malformed;
    }

    /** Reads the field on which the cursor stands, where it holds calls. */
    static void edit(JsonCursor json, Sink sink) throws Malformed {
        if (json.named("function_call")) {
            function(json, new Draft(), sink);
        } else if (json.named("tool_calls") && json.array()) {
            while (json.element()) {
                call(json, sink);
            }
        }
    }

    private static void call(JsonCursor json, Sink sink) throws Malformed {
        Draft draft = new Draft();
        boolean function = false;
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("index")) {
                draft.index = json.integer(0);
            } else if (json.named("function")) {
                function = true;
                read(json, draft);
            }
        }
        if (function) {
            sink.call(draft.toCall());
        }
    }

    private static void function(JsonCursor json, Draft draft, Sink sink) throws Malformed {
        if (json.isObject()) {
            read(json, draft);
            sink.call(draft.toCall());
        }
    }

    private static void read(JsonCursor json, Draft draft) throws Malformed {
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("arguments") && json.isObject()) {
                draft.object = json.place();
            } else if (json.named("arguments")) {
                draft.text = json.text();
            }
        }
    }

    private static final class Draft {
        private int index;
        private @Nullable ByteRange text;
        private @Nullable ByteRange object;

        Call toCall() {
            return new Call(index, text, object);
        }
    }
}
