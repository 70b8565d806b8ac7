package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.throughline.dialect.StreamEvent;

/** A tool call as it is streamed. Its arguments go out as they come, but for those that stand for none, which become {@code {}}. */
final class ToolUseOnWire implements WireBlock {
    private static final String NULL = "null";

    private final MessageFrames frames;
    private final JsonBalance balance = new JsonBalance();
    /** What may yet turn out to be no arguments; short. */
    private String held = "";

    private boolean told;

    ToolUseOnWire(MessageFrames frames, String id, String name) {
        this.frames = frames;
        frames.start(MessageBlocks.toolUse(id, name, JsonNodeFactory.instance.objectNode()));
    }

    @Override
    public void take(StreamEvent event) {
        if (!(event instanceof StreamEvent.ArgumentsDelta delta) || delta.json().isEmpty()) {
            return;
        }
        balance.take(delta.json());
        if (told) {
            tell(delta.json());
            return;
        }
        held = (held + delta.json()).stripLeading();
        if (!NULL.startsWith(held.stripTrailing())) {
            tell(held);
        }
    }

    @Override
    public void end() {
        if (!told) {
            tell("{}");
        }
        frames.stop();
    }

    @Override
    public boolean isComplete() {
        return balance.isClosed();
    }

    private void tell(String json) {
        told = true;
        frames.delta("input_json_delta", "partial_json", json);
    }
}
