package io.throughline.dialect.gemini;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import org.jspecify.annotations.Nullable;

/** Tells the blocks of one candidate: opens one where the kind of what comes changes, or where a signature stands between. */
final class CandidateBlocks {
    private static final int NONE = -1;

    private final int choice;
    private final StreamEvent.Sink sink;
    private int nextBlock;
    private int open = NONE;
    private @Nullable Kind openKind;

    CandidateBlocks(int choice, StreamEvent.Sink sink) {
        this.choice = choice;
        this.sink = sink;
    }

    void text(String text) {
        say(new Kind.Text(), text);
    }

    /** Tells a thought; a signature ends it. */
    void reasoning(String text, @Nullable String signature) {
        if (!text.isEmpty()) {
            say(new Kind.Reasoning(), text);
        }
        if (signature != null) {
            if (!(openKind instanceof Kind.Reasoning)) {
                open(new Kind.Reasoning());
            }
            sink.accept(new StreamEvent.SignatureDelta(choice, open, signature));
            close();
        }
    }

    /** Tells a signature in a block of its own. */
    void signature(String signature) {
        int block = open(new Kind.Reasoning());
        sink.accept(new StreamEvent.SignatureDelta(choice, block, signature));
        close();
    }

    void opaque(String type, String json) {
        open(new Kind.Opaque(type, json));
        close();
    }

    /** Opens a block in place of what was open. */
    int open(Kind kind) {
        close();
        open = nextBlock++;
        openKind = kind;
        sink.accept(new StreamEvent.BlockOpened(choice, open, kind));
        return open;
    }

    void close() {
        if (openKind != null) {
            sink.accept(new StreamEvent.BlockClosed(choice, open));
            openKind = null;
            open = NONE;
        }
    }

    private void say(Kind kind, String text) {
        if (!kind.equals(openKind)) {
            open(kind);
        }
        sink.accept(new StreamEvent.TextDelta(choice, open, text));
    }
}
