package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import org.jspecify.annotations.Nullable;

/** A block of Anthropic's own as it is streamed: one with an input opens at once without it, any other comes whole. */
final class NativeOnWire implements WireBlock {
    private static final String INPUT = "input";

    private final MessageFrames frames;
    private final String type;
    private final @Nullable JsonNode input;
    private ObjectNode block;
    private boolean told;

    NativeOnWire(MessageFrames frames, String type, ObjectNode block) {
        this.frames = frames;
        this.type = type;
        this.block = block;
        this.input = block.get(INPUT);
        if (input != null) {
            ObjectNode opened = block.deepCopy();
            opened.putObject(INPUT);
            frames.start(opened);
        }
    }

    @Override
    public void take(StreamEvent event) {
        if (event instanceof StreamEvent.OpaqueTold whole) {
            block = MessageBlocks.ofAnthropic(type, whole.json()).orElse(block);
        } else if (event instanceof StreamEvent.ArgumentsDelta delta
                && input != null
                && !delta.json().isEmpty()) {
            told = true;
            frames.delta("input_json_delta", "partial_json", delta.json());
        }
    }

    @Override
    public void end() {
        if (input == null) {
            frames.start(block);
        } else if (!told && !input.isEmpty()) {
            frames.delta("input_json_delta", "partial_json", JsonText.of(input));
        }
        frames.stop();
    }
}
