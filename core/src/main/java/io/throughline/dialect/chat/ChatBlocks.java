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
    /** The provider's number of the last reasoning block. */
    private long reasoningIndex = ReasoningPiece.NO_INDEX;
    /** Whether the open reasoning block has a signature. */
    private boolean signed;

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
        reasoningIndex = ReasoningPiece.NO_INDEX;
    }

    /** Tells a piece of reasoning: one with another number, or text behind a signature, begins a block. */
    void thought(ReasoningPiece piece) {
        boolean open = new Kind.Reasoning().equals(openKind);
        boolean sameNumber = piece.index() == ReasoningPiece.NO_INDEX
                || reasoningIndex == ReasoningPiece.NO_INDEX
                || piece.index() == reasoningIndex;
        boolean goesOn = open && sameNumber && !(signed && piece.text() != null);
        if (piece.encrypted() != null && !(goesOn && piece.index() != ReasoningPiece.NO_INDEX)) {
            encrypted(piece.encrypted());
            return;
        }
        if (!goesOn && (piece.text() != null || piece.signature() != null)) {
            openText(new Kind.Reasoning());
        }
        reasoningIndex = piece.index();
        tell(piece);
    }

    private void tell(ReasoningPiece piece) {
        if (piece.text() != null) {
            sink.accept(new StreamEvent.TextDelta(choice, open, piece.text()));
        }
        if (piece.signature() != null) {
            signed = true;
            sink.accept(new StreamEvent.SignatureDelta(choice, open, piece.signature()));
        }
        if (piece.encrypted() != null) {
            sink.accept(new StreamEvent.EncryptedReasoning(choice, open, piece.encrypted()));
        }
    }

    private void encrypted(String data) {
        closeText();
        int block = openBlock(new Kind.Reasoning());
        sink.accept(new StreamEvent.EncryptedReasoning(choice, block, data));
        sink.accept(new StreamEvent.BlockClosed(choice, block));
    }

    /** Gemini's signature of a call, directly before it. */
    private void signature(String signature) {
        int block = openBlock(new Kind.Reasoning());
        sink.accept(new StreamEvent.SignatureDelta(choice, block, signature));
        sink.accept(new StreamEvent.BlockClosed(choice, block));
    }

    void call(CallPart part) {
        closeText();
        if (!part.signature().isEmpty()) {
            signature(part.signature());
        }
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
        signed = false;
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
