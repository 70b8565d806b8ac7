package io.throughline.dialect.responses;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the blocks of a response as the pieces of its items come, and knows what has been told of each. */
final class ResponseBlocks {
    private static final int CHOICE = 0;
    /** More items, and more parts of one, than any response has. */
    private static final int MOST = 4096;

    private final StreamEvent.Sink sink;
    private final Map<Integer, OpenItem> items = new HashMap<>();
    private int nextBlock;

    ResponseBlocks(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    boolean hasItems() {
        return !items.isEmpty();
    }

    @Nullable
    OpenItem known(int index) {
        return items.get(index);
    }

    void addText(int index, int part, Kind kind, @Nullable String text) {
        if (text != null) {
            OpenItem.Part open = part(item(index), part, kind);
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

    /** Takes tokens' probabilities, or all of a part's, which count where none have come. */
    void addLogprobs(OpenItem.Part part, byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.array() || !in.element()) {
                return;
            }
        }
        part.hasLogprobs = true;
        sink.accept(new StreamEvent.LogprobsTold(CHOICE, json(data, place)));
    }

    void tellOpaque(String type, byte[] data, ByteRange place) throws IOException {
        int block = openBlock(new Kind.Opaque(type, json(data, place)));
        sink.accept(new StreamEvent.BlockClosed(CHOICE, block));
    }

    void close(OpenItem item) {
        if (item.block != OpenItem.NONE) {
            sink.accept(new StreamEvent.BlockClosed(CHOICE, item.block));
        }
        for (OpenItem.Part part : item.parts.values()) {
            sink.accept(new StreamEvent.BlockClosed(CHOICE, part.block));
        }
    }

    OpenItem item(int index) {
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

    OpenItem.Part part(OpenItem item, int number, Kind kind) {
        OpenItem.Part known = item.parts.get(number);
        if (known != null) {
            return known;
        }
        OpenItem.Part part = new OpenItem.Part(openBlock(kind));
        if (item.parts.size() < MOST) {
            item.parts.put(number, part);
        }
        return part;
    }

    int openBlock(Kind kind) {
        int block = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(CHOICE, block, kind));
        return block;
    }

    static String json(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            return in.raw();
        }
    }
}
