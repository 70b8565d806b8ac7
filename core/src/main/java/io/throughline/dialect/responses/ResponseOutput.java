package io.throughline.dialect.responses;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a response's output consists of, whether its items come whole or in pieces. An item's completion tells only what its pieces have not
 * told: some providers send no deltas, some nothing but deltas.
 */
final class ResponseOutput {
    private static final int CHOICE = 0;

    private final StreamEvent.Sink sink;
    private final ResponseBlocks blocks;

    ResponseOutput(StreamEvent.Sink sink) {
        this.sink = sink;
        this.blocks = new ResponseBlocks(sink);
    }

    /** Returns where the pieces of items go. */
    ResponseBlocks blocks() {
        return blocks;
    }

    /** Takes a whole list of items. */
    void takeAll(byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                for (int index = 0; in.element(); index++) {
                    complete(index, data, in.place());
                }
            }
        }
    }

    void begin(int index, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place != null && blocks.known(index) == null) {
            begin(index, ResponseItem.read(data, place), data, place);
        }
    }

    void complete(int index, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        ResponseItem told = ResponseItem.read(data, place);
        OpenItem item = blocks.known(index);
        if (item == null) {
            item = begin(index, told, data, place);
        }
        if (item.completed) {
            return;
        }
        item.completed = true;
        refer(told);
        if (told.type.equals("message")) {
            completeMessage(item, data, told.content);
        } else if (told.type.equals("reasoning")) {
            completeReasoning(item, data, told);
        } else if (told.isToolCall()) {
            blocks.completeArguments(index, told.arguments);
        } else if (item.block != OpenItem.NONE) {
            sink.accept(new StreamEvent.OpaqueTold(CHOICE, item.block, ResponseBlocks.json(data, place)));
        }
        blocks.close(item);
    }

    private OpenItem begin(int index, ResponseItem told, byte[] data, ByteRange place) throws IOException {
        OpenItem item = blocks.item(index);
        refer(told);
        if (told.isToolCall()) {
            item.block = blocks.openBlock(new Kind.ToolCall(told.callId, told.name));
        } else if (told.type.equals("reasoning")) {
            item.block = blocks.openBlock(new Kind.Reasoning());
        } else if (!told.type.equals("message")) {
            item.block = blocks.openBlock(new Kind.Opaque(told.type, ResponseBlocks.json(data, place)));
        }
        return item;
    }

    /** Some providers give an item another id when it is complete: the client may come back with either. */
    private void refer(ResponseItem told) {
        if (!told.id.isEmpty()) {
            sink.accept(new StreamEvent.Referable(told.id));
        }
    }

    private void completeMessage(OpenItem item, byte[] data, @Nullable ByteRange content) throws IOException {
        if (content == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, content)) {
            if (in.array()) {
                for (int number = 0; in.element(); number++) {
                    completePart(item, number, data, in.place());
                }
            }
        }
    }

    private void completePart(OpenItem item, int number, byte[] data, ByteRange place) throws IOException {
        ContentPart told = ContentPart.read(data, place);
        if (told.kind() == null) {
            if (!item.parts.containsKey(number)) {
                blocks.tellOpaque(told.type(), data, place);
            }
            return;
        }
        OpenItem.Part part = blocks.part(item, number, told.kind());
        if (!part.hasText && told.text() != null) {
            part.hasText = true;
            sink.accept(new StreamEvent.TextDelta(CHOICE, part.block, told.text()));
        }
        if (!part.hasLogprobs) {
            blocks.addLogprobs(part, data, told.logprobs());
        }
        if (!part.hasAnnotations && told.annotations() != null) {
            tellAnnotations(data, told.annotations());
        }
    }

    private void tellAnnotations(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    blocks.tellOpaque("annotation", data, in.place());
                }
            }
        }
    }

    private void completeReasoning(OpenItem item, byte[] data, ResponseItem told) throws IOException {
        if (item.block == OpenItem.NONE) {
            item.block = blocks.openBlock(new Kind.Reasoning());
        }
        if (!item.hasContent) {
            tellThoughts(item, data, told.summary);
            tellThoughts(item, data, told.content);
        }
        if (told.encrypted != null) {
            sink.accept(new StreamEvent.EncryptedReasoning(CHOICE, item.block, told.encrypted));
        }
    }

    private void tellThoughts(OpenItem item, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    String text = ContentPart.read(data, in.place()).text();
                    if (text != null) {
                        sink.accept(new StreamEvent.TextDelta(CHOICE, item.block, text));
                    }
                }
            }
        }
    }
}
