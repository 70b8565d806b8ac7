package io.throughline.dialect.chat;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One choice of a chat completion: opens a block where the kind of what comes changes. */
final class ChatChoice {
    private static final int NONE = -1;

    private final int number;
    private final StreamEvent.Sink sink;
    private final ChatCalls calls;
    private int nextBlock;
    private int open = NONE;
    private @Nullable Kind openKind;
    private int lastReasoning = NONE;

    ChatChoice(int number, StreamEvent.Sink sink) {
        this.number = number;
        this.sink = sink;
        this.calls = new ChatCalls(number, sink);
    }

    /** Tells what a delta holds: first the thoughts, then the words, then the calls, whatever the order of its fields is. */
    void take(ChatDelta delta, byte[] data) throws IOException {
        if (delta.reasoning != null) {
            reason(delta.reasoning);
        }
        if (delta.reasoningDetails != null) {
            takeReasoningDetails(data, delta.reasoningDetails, delta.reasoning == null);
        }
        if (delta.refusal != null) {
            say(new Kind.Refusal(), delta.refusal);
        }
        if (delta.content != null) {
            say(new Kind.Text(), delta.content);
        }
        if (delta.contentParts != null) {
            takeContentParts(data, delta.contentParts);
        }
        if (!delta.calls.isEmpty()) {
            closeText();
            for (CallPart call : delta.calls) {
                nextBlock = calls.take(call, nextBlock);
            }
        }
        takeOpaque(delta, data);
    }

    void finish(String raw) {
        close();
        sink.accept(new StreamEvent.Finished(number, reasonOf(raw), raw));
    }

    void close() {
        closeText();
        calls.close();
    }

    private void reason(String text) {
        say(new Kind.Reasoning(), text);
        lastReasoning = open;
    }

    private void say(Kind kind, String text) {
        if (!kind.equals(openKind)) {
            closeText();
            open = openBlock(kind);
            openKind = kind;
        }
        sink.accept(new StreamEvent.TextDelta(number, open, text));
    }

    private int openBlock(Kind kind) {
        int block = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(number, block, kind));
        return block;
    }

    private void closeText() {
        if (openKind != null) {
            sink.accept(new StreamEvent.BlockClosed(number, open));
            openKind = null;
            open = NONE;
        }
    }

    private void takeReasoningDetails(byte[] data, ByteRange place, boolean withText) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.array()) {
                return;
            }
            while (in.element()) {
                takeReasoningDetail(in, withText);
            }
        }
    }

    private void takeReasoningDetail(JsonReader in, boolean withText) throws IOException {
        if (!in.object()) {
            return;
        }
        String text = null;
        String signature = null;
        String encrypted = null;
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "text", "summary" -> text = in.nonEmptyText();
                case "signature" -> signature = in.nonEmptyText();
                case "data" -> encrypted = in.nonEmptyText();
                default -> {}
            }
        }
        if (text != null && withText) {
            reason(text);
        }
        if (signature != null) {
            sink.accept(new StreamEvent.SignatureDelta(number, reasoningBlock(), signature));
        }
        if (encrypted != null) {
            closeText();
            int block = openBlock(new Kind.Reasoning());
            sink.accept(new StreamEvent.EncryptedReasoning(number, block, encrypted));
            sink.accept(new StreamEvent.BlockClosed(number, block));
        }
    }

    /** The block that a signature belongs to: the last of the thoughts, or one of its own where nothing was to be seen of them. */
    private int reasoningBlock() {
        if (lastReasoning == NONE) {
            closeText();
            openKind = new Kind.Reasoning();
            open = openBlock(openKind);
            lastReasoning = open;
        }
        return lastReasoning;
    }

    private void takeContentParts(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.array()) {
                return;
            }
            while (in.element()) {
                takeContentPart(data, in.place());
            }
        }
    }

    private void takeContentPart(byte[] data, ByteRange part) throws IOException {
        String type = null;
        String text = null;
        ByteRange thinking = null;
        try (JsonReader in = JsonReader.over(data, part)) {
            if (!in.object()) {
                return;
            }
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "type" -> type = in.text();
                    case "text" -> text = in.nonEmptyText();
                    case "thinking" -> thinking = in.place();
                    default -> {}
                }
            }
        }
        if (thinking != null) {
            takeThinking(data, thinking);
        } else if ("text".equals(type)) {
            if (text != null) {
                say(new Kind.Text(), text);
            }
        } else {
            tellOpaque(type == null ? "part" : type, data, part);
        }
    }

    /** Mistral's thoughts: text parts, or a string. */
    private void takeThinking(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            String whole = in.nonEmptyText();
            if (whole != null) {
                reason(whole);
            } else if (in.array()) {
                while (in.element()) {
                    takeThought(in);
                }
            }
        }
    }

    private void takeThought(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            String text = field.equals("text") ? in.nonEmptyText() : null;
            if (text != null) {
                reason(text);
            }
        }
    }

    private void takeOpaque(ChatDelta delta, byte[] data) throws IOException {
        if (delta.annotations != null) {
            tellElements("annotation", data, delta.annotations);
        }
        if (delta.images != null) {
            tellElements("image", data, delta.images);
        }
        if (delta.audio != null) {
            tellOpaque("audio", data, delta.audio);
        }
    }

    private void tellElements(String type, byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    tellOpaque(type, data, in.place());
                }
            }
        }
    }

    private void tellOpaque(String type, byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            int block = openBlock(new Kind.Opaque(type, in.raw()));
            sink.accept(new StreamEvent.BlockClosed(number, block));
        }
    }

    private static FinishReason reasonOf(String raw) {
        return switch (raw) {
            case "stop", "eos" -> FinishReason.STOP;
            case "length", "model_length" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "error", "insufficient_system_resource" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
