package io.throughline.dialect.ollama;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import org.jspecify.annotations.Nullable;

/** Tells the blocks of an answer. One of text or reasoning is open at a time; what comes of another kind opens the next. Calls come whole. */
final class OllamaBlocks {
    private final StreamEvent.Sink sink;
    private @Nullable Kind kind;
    private int open;
    private int next;
    private boolean called;

    OllamaBlocks(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    void text(String text) {
        say(new Kind.Text(), text);
    }

    void reasoning(String text) {
        say(new Kind.Reasoning(), text);
    }

    void call(String id, String name, String arguments) {
        close();
        called = true;
        int block = next++;
        sink.accept(new StreamEvent.BlockOpened(0, block, new Kind.ToolCall(id, name)));
        sink.accept(new StreamEvent.ArgumentsDelta(0, block, arguments));
        sink.accept(new StreamEvent.BlockClosed(0, block));
    }

    /** Returns whether a tool was called. */
    boolean called() {
        return called;
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
            close();
            kind = said;
            open = next++;
            sink.accept(new StreamEvent.BlockOpened(0, open, said));
        }
        sink.accept(new StreamEvent.TextDelta(0, open, text));
    }
}
