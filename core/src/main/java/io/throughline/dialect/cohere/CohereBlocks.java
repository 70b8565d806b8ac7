package io.throughline.dialect.cohere;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import org.jspecify.annotations.Nullable;

/** Tells the blocks of an answer. One of text, reasoning or a call is open at a time; what comes of another kind opens the next. */
final class CohereBlocks {
    private static final String NOTHING = "null";

    private final StreamEvent.Sink sink;
    private @Nullable Kind kind;
    private int open;
    private int next;
    private boolean argumentsBegun;

    CohereBlocks(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    void text(String text) {
        say(new Kind.Text(), text);
    }

    void reasoning(String text) {
        say(new Kind.Reasoning(), text);
    }

    void call(String id, String name) {
        open(new Kind.ToolCall(id, name));
        argumentsBegun = false;
    }

    /** Adds to the call's arguments; {@code null} is what Cohere writes for none. */
    void arguments(String json) {
        if (json.isEmpty() || !(kind instanceof Kind.ToolCall)) {
            return;
        }
        boolean nothing = !argumentsBegun && json.strip().equals(NOTHING);
        argumentsBegun = true;
        sink.accept(new StreamEvent.ArgumentsDelta(0, open, nothing ? "{}" : json));
    }

    /** Tells a piece of its own; what is open stays so. */
    void opaque(String type, String json) {
        int block = next++;
        sink.accept(new StreamEvent.BlockOpened(0, block, new Kind.Opaque(type, json)));
        sink.accept(new StreamEvent.BlockClosed(0, block));
    }

    void close() {
        if (kind != null) {
            kind = null;
            sink.accept(new StreamEvent.BlockClosed(0, open));
        }
    }

    private void say(Kind said, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!said.equals(kind)) {
            open(said);
        }
        sink.accept(new StreamEvent.TextDelta(0, open, text));
    }

    private void open(Kind opened) {
        close();
        kind = opened;
        open = next++;
        sink.accept(new StreamEvent.BlockOpened(0, open, opened));
    }
}
