package io.throughline.dialect.responses;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a response's output consists of, whether its items come whole or in pieces. An item's completion tells only what its pieces have not
 * told: some providers send no deltas, some nothing but deltas.
 */
final class ResponseOutput {
    private static final int CHOICE = 0;
    /** More items, and more parts of one, than any response has. */
    private static final int MOST = 4096;

    private final StreamEvent.Sink sink;
    private final Map<Integer, OpenItem> items = new HashMap<>();
    private int nextBlock;

    ResponseOutput(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    boolean hasItems() {
        return !items.isEmpty();
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
        if (place != null && !items.containsKey(index)) {
            begin(index, ResponseItem.read(data, place), data, place);
        }
    }

    void complete(int index, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        ResponseItem told = ResponseItem.read(data, place);
        OpenItem item = items.get(index);
        if (item == null) {
            item = begin(index, told, data, place);
        }
        if (item.completed) {
            return;
        }
        item.completed = true;
        if (told.type.equals("message")) {
            completeMessage(item, data, told.content);
        } else if (told.type.equals("reasoning")) {
            completeReasoning(item, data, told);
        } else if (told.isToolCall()) {
            completeArguments(index, told.arguments);
        } else if (item.block != OpenItem.NONE) {
            sink.accept(new StreamEvent.OpaqueTold(CHOICE, item.block, json(data, place)));
        }
        close(item);
    }

    void addText(int index, int part, Kind kind, @Nullable String text) {
        if (text != null) {
            OpenPart open = part(item(index), part, kind);
            open.hasText = true;
            sink.accept(new StreamEvent.TextDelta(CHOICE, open.block, text));
        }
    }

    /** Takes the whole of a part's text, which counts where no piece of it has come. */
    void completeText(int index, int part, Kind kind, @Nullable String text) {
        if (text != null && !part(item(index), part, kind).hasText) {
            addText(index, part, kind, text);
        }
    }

    void addReasoning(int index, @Nullable String text) {
        if (text == null) {
            return;
        }
        OpenItem item = item(index);
        if (item.block == OpenItem.NONE) {
            item.block = openBlock(new Kind.Reasoning());
        }
        item.hasContent = true;
        sink.accept(new StreamEvent.TextDelta(CHOICE, item.block, text));
    }

    void addArguments(int index, @Nullable String json) {
        OpenItem item = item(index);
        if (json != null && item.block != OpenItem.NONE) {
            item.hasContent = true;
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, item.block, json));
        }
    }

    /** Takes the whole of a call's arguments, which count where no piece of them has come. */
    void completeArguments(int index, @Nullable String json) {
        if (!item(index).hasContent) {
            addArguments(index, json);
        }
    }

    void annotate(int index, int part, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place != null) {
            part(item(index), part, new Kind.Text()).hasAnnotations = true;
            tellOpaque("annotation", data, place);
        }
    }

    private OpenItem begin(int index, ResponseItem told, byte[] data, ByteRange place) throws IOException {
        OpenItem item = item(index);
        if (told.isToolCall()) {
            item.block = openBlock(new Kind.ToolCall(told.callId, told.name));
        } else if (told.type.equals("reasoning")) {
            item.block = openBlock(new Kind.Reasoning());
        } else if (!told.type.equals("message")) {
            item.block = openBlock(new Kind.Opaque(told.type, json(data, place)));
        }
        return item;
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
                tellOpaque(told.type(), data, place);
            }
            return;
        }
        OpenPart part = part(item, number, told.kind());
        if (!part.hasText && told.text() != null) {
            part.hasText = true;
            sink.accept(new StreamEvent.TextDelta(CHOICE, part.block, told.text()));
        }
        if (!part.hasAnnotations && told.annotations() != null) {
            tellAnnotations(data, told.annotations());
        }
    }

    private void tellAnnotations(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    tellOpaque("annotation", data, in.place());
                }
            }
        }
    }

    private void completeReasoning(OpenItem item, byte[] data, ResponseItem told) throws IOException {
        if (item.block == OpenItem.NONE) {
            item.block = openBlock(new Kind.Reasoning());
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

    private void tellOpaque(String type, byte[] data, ByteRange place) throws IOException {
        int block = openBlock(new Kind.Opaque(type, json(data, place)));
        sink.accept(new StreamEvent.BlockClosed(CHOICE, block));
    }

    private void close(OpenItem item) {
        if (item.block != OpenItem.NONE) {
            sink.accept(new StreamEvent.BlockClosed(CHOICE, item.block));
        }
        for (OpenPart part : item.parts.values()) {
            sink.accept(new StreamEvent.BlockClosed(CHOICE, part.block));
        }
    }

    private OpenItem item(int index) {
        OpenItem known = items.get(index);
        if (known != null) {
            return known;
        }
        OpenItem item = new OpenItem();
        if (items.size() < MOST) {
            items.put(index, item);
        }
        return item;
    }

    private OpenPart part(OpenItem item, int number, Kind kind) {
        OpenPart known = item.parts.get(number);
        if (known != null) {
            return known;
        }
        OpenPart part = new OpenPart(openBlock(kind));
        if (item.parts.size() < MOST) {
            item.parts.put(number, part);
        }
        return part;
    }

    private int openBlock(Kind kind) {
        int block = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(CHOICE, block, kind));
        return block;
    }

    private static String json(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            return in.raw();
        }
    }

    private static final class OpenItem {
        private static final int NONE = -1;

        /** The item's block; none where its parts have one each. */
        private int block = NONE;

        private final Map<Integer, OpenPart> parts = new HashMap<>();
        private boolean hasContent;
        private boolean completed;
    }

    private static final class OpenPart {
        private final int block;
        private boolean hasText;
        private boolean hasAnnotations;

        private OpenPart(int block) {
            this.block = block;
        }
    }
}
