package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.StreamEvent;

/** A text as it is streamed; one without text is not there at all. */
final class TextOnWire implements WireBlock {
    private final MessageFrames frames;
    private boolean open;

    TextOnWire(MessageFrames frames) {
        this.frames = frames;
    }

    @Override
    public void take(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta && !delta.text().isEmpty()) {
            open();
            frames.delta("text_delta", "text", delta.text());
        }
    }

    @Override
    public void cite(JsonNode citation) {
        open();
        frames.citation(citation);
    }

    @Override
    public void end() {
        if (open) {
            frames.stop();
        }
    }

    @Override
    public boolean mayLinger() {
        return true;
    }

    private void open() {
        if (!open) {
            open = true;
            frames.start(MessageBlocks.text(""));
        }
    }
}
