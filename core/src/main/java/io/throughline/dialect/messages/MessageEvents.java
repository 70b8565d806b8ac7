package io.throughline.dialect.messages;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonSplicer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a message consists of, whether it comes whole or in pieces. */
final class MessageEvents {
    private static final int CHOICE = 0;
    private static final String CITATION = "citation";
    /** More blocks than any provider has open at once. */
    private static final int MOST_OPEN = 1024;

    private final StreamEvent.Sink sink;
    private final MessageUsage usage = new MessageUsage();
    /** The open blocks by the provider's number. */
    private final Map<Integer, OpenBlock> open = new HashMap<>();

    private int nextBlock;

    MessageEvents(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    void start(MessageHead head, byte[] data) throws IOException {
        sink.accept(new StreamEvent.Started(Optional.ofNullable(head.id), Optional.ofNullable(head.model)));
        begin(head, data);
    }

    /** Begins again with another message. The id stays the first, which is the one that the client was told. */
    void restart(MessageHead head, byte[] data) throws IOException {
        open.clear();
        nextBlock = 0;
        sink.accept(new StreamEvent.Restarted());
        begin(head, data);
    }

    /** Takes the place of a {@code usage} object, whose counts are those of the whole message and stand for what was told before. */
    void use(byte[] data, @Nullable ByteRange place) throws IOException {
        if (place == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, place)) {
            usage.read(in);
        }
        usage.usage().ifPresent(told -> sink.accept(new StreamEvent.UsageTold(told)));
        usage.tier().ifPresent(tier -> sink.accept(new StreamEvent.TierTold(tier)));
    }

    void open(int index, byte[] data, ByteRange place) throws IOException {
        close(index);
        if (open.size() >= MOST_OPEN) {
            return;
        }
        ContentBlock block = ContentBlock.read(data, place);
        OpenBlock begun = new OpenBlock(nextBlock++, block.kind(), block.input());
        open.put(index, begun);
        sink.accept(new StreamEvent.BlockOpened(CHOICE, begun.number, begun.kind));
        if (block.text() != null) {
            sink.accept(new StreamEvent.TextDelta(CHOICE, begun.number, block.text()));
        }
        if (block.signature() != null) {
            sink.accept(new StreamEvent.SignatureDelta(CHOICE, begun.number, block.signature()));
        }
        if (block.encrypted() != null) {
            sink.accept(new StreamEvent.EncryptedReasoning(CHOICE, begun.number, block.encrypted()));
        }
        for (String citation : block.citations()) {
            cite(citation);
        }
    }

    void add(int index, MessageDelta delta) {
        OpenBlock block = open.get(index);
        if (block == null) {
            return;
        }
        if (delta.text != null) {
            sink.accept(new StreamEvent.TextDelta(CHOICE, block.number, delta.text));
        }
        if (delta.inputJson != null) {
            block.hasInput = true;
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, block.number, delta.inputJson));
        }
        if (delta.signature != null) {
            sink.accept(new StreamEvent.SignatureDelta(CHOICE, block.number, delta.signature));
        }
        if (delta.citation != null) {
            cite(delta.citation);
        }
        if (delta.content != null && block.kind instanceof Kind.Opaque opaque) {
            String json = JsonSplicer.withField(opaque.json(), "content", delta.content);
            sink.accept(new StreamEvent.OpaqueTold(CHOICE, block.number, json));
        }
    }

    void close(int index) {
        OpenBlock block = open.remove(index);
        if (block == null) {
            return;
        }
        if (block.kind instanceof Kind.ToolCall && !block.hasInput) {
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, block.number, block.input));
        }
        sink.accept(new StreamEvent.BlockClosed(CHOICE, block.number));
    }

    void finish(@Nullable String stopReason, @Nullable String explanation) {
        if (explanation != null) {
            int number = nextBlock++;
            sink.accept(new StreamEvent.BlockOpened(CHOICE, number, new Kind.Refusal()));
            sink.accept(new StreamEvent.TextDelta(CHOICE, number, explanation));
            sink.accept(new StreamEvent.BlockClosed(CHOICE, number));
        }
        if (stopReason != null) {
            sink.accept(new StreamEvent.Finished(CHOICE, reasonOf(stopReason), stopReason));
        }
    }

    private void begin(MessageHead head, byte[] data) throws IOException {
        use(data, head.usage);
        if (head.content == null) {
            return;
        }
        try (JsonReader in = JsonReader.over(data, head.content)) {
            if (in.array()) {
                while (in.element()) {
                    open(CHOICE, data, in.place());
                    close(CHOICE);
                }
            }
        }
    }

    private void cite(String json) {
        int number = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(CHOICE, number, new Kind.Opaque(CITATION, json)));
        sink.accept(new StreamEvent.BlockClosed(CHOICE, number));
    }

    private static FinishReason reasonOf(String raw) {
        return switch (raw) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            case "pause_turn" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }

    private static final class OpenBlock {
        private final int number;
        private final Kind kind;
        /** The input that the block opened with: what holds where no more comes. */
        private final String input;

        private boolean hasInput;

        private OpenBlock(int number, Kind kind, String input) {
            this.number = number;
            this.kind = kind;
            this.input = input;
        }
    }
}
