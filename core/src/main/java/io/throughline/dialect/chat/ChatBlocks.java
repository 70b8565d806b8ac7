package io.throughline.dialect.chat;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells the blocks of one choice: opens one where the kind of what comes changes. */
final class ChatBlocks {
    private static final int NONE = -1;

    private final int choice;
    private final StreamEvent.Sink sink;
    private final ChatCalls calls;
    private int nextBlock;
    private int open = NONE;
    private @Nullable Kind openKind;
    private int lastReasoning = NONE;

    ChatBlocks(int choice, StreamEvent.Sink sink) {
        this.choice = choice;
        this.sink = sink;
        this.calls = new ChatCalls(choice, sink);
    }

    void text(String text) {
        say(new Kind.Text(), text);
    }

    void refusal(String text) {
        say(new Kind.Refusal(), text);
    }

    void reasoning(String text) {
        say(new Kind.Reasoning(), text);
        lastReasoning = open;
    }

    /** Signs the last of the thoughts, or a block of its own where nothing was to be seen of them. */
    void signature(String signature) {
        if (lastReasoning == NONE) {
            openText(new Kind.Reasoning());
            lastReasoning = open;
        }
        sink.accept(new StreamEvent.SignatureDelta(choice, lastReasoning, signature));
    }

    void encrypted(String data) {
        closeText();
        int block = openBlock(new Kind.Reasoning());
        sink.accept(new StreamEvent.EncryptedReasoning(choice, block, data));
        sink.accept(new StreamEvent.BlockClosed(choice, block));
    }

    void call(CallPart part) {
        closeText();
        nextBlock = calls.take(part, nextBlock);
    }

    void opaque(String type, byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            int block = openBlock(new Kind.Opaque(type, in.raw()));
            sink.accept(new StreamEvent.BlockClosed(choice, block));
        }
    }

    void close() {
        closeText();
        calls.close();
    }

    private void say(Kind kind, String text) {
        if (!kind.equals(openKind)) {
            openText(kind);
        }
        sink.accept(new StreamEvent.TextDelta(choice, open, text));
    }

    private void openText(Kind kind) {
        closeText();
        open = openBlock(kind);
        openKind = kind;
    }

    private int openBlock(Kind kind) {
        int block = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(choice, block, kind));
        return block;
    }

    private void closeText() {
        if (openKind != null) {
            sink.accept(new StreamEvent.BlockClosed(choice, open));
            openKind = null;
            open = NONE;
        }
    }
}
