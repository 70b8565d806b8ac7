package io.throughline.dialect.chat;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.List;

/** One choice of a chat completion: reads its deltas, or its message. */
final class ChatChoice {
    private final int number;
    private final StreamEvent.Sink sink;
    private final ChatBlocks blocks;

    ChatChoice(int number, StreamEvent.Sink sink) {
        this.number = number;
        this.sink = sink;
        this.blocks = new ChatBlocks(number, sink);
    }

    /** Tells what a delta holds: first the thoughts, then the words, then the calls, whatever the order of its fields is. */
    void take(ChatDelta delta, byte[] data) throws IOException {
        takeReasoning(delta, data);
        if (delta.refusal != null) {
            blocks.refusal(delta.refusal);
        }
        if (delta.content != null) {
            blocks.text(delta.content);
        }
        if (delta.contentParts != null) {
            takeContentParts(data, delta.contentParts);
        }
        delta.calls.forEach(blocks::call);
        takeOpaque(delta, data);
    }

    void logprobs(String json) {
        sink.accept(new StreamEvent.LogprobsTold(number, json));
    }

    void finish(String raw) {
        close();
        sink.accept(new StreamEvent.Finished(number, reasonOf(raw), raw));
    }

    void close() {
        blocks.close();
    }

    /** The same thoughts may stand in two fields; the one that has signatures as well tells what is whose. */
    private void takeReasoning(ChatDelta delta, byte[] data) throws IOException {
        List<ReasoningPiece> pieces =
                delta.reasoningDetails == null ? List.of() : ReasoningPiece.readAll(data, delta.reasoningDetails);
        boolean told = pieces.stream().anyMatch(piece -> piece.text() != null);
        if (delta.reasoning != null && !told) {
            blocks.reasoning(delta.reasoning);
        }
        pieces.forEach(blocks::thought);
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
                blocks.text(text);
            }
        } else {
            blocks.opaque(type == null ? "part" : type, data, part);
        }
    }

    /** Mistral's thoughts: text parts, or a string. */
    private void takeThinking(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            String whole = in.nonEmptyText();
            if (whole != null) {
                blocks.reasoning(whole);
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
                blocks.reasoning(text);
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
            blocks.opaque("audio", data, delta.audio);
        }
    }

    private void tellElements(String type, byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    blocks.opaque(type, data, in.place());
                }
            }
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
