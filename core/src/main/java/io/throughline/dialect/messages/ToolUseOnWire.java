package io.throughline.dialect.messages;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;

/**
 * A tool call as it is streamed. Its arguments go out as they come, but for those that stand for none, which become {@code {}}, and for those that
 * begin like no object, which become one with their text.
 */
final class ToolUseOnWire implements WireBlock {
    private static final String NULL = "null";
    /** Models that have gone astray write white space without end. */
    private static final int MOST_HELD = 1_024;

    private final MessageFrames frames;
    private final JsonBalance balance = new JsonBalance();
    /** What may yet turn out to be no arguments; little but white space. */
    private String held = "";

    private boolean told;
    private boolean raw;

    ToolUseOnWire(MessageFrames frames, String id, String name) {
        this.frames = frames;
        frames.start(MessageBlocks.toolUse(id, name, JsonNodeFactory.instance.objectNode()));
    }

    @Override
    public void take(StreamEvent event) {
        if (!(event instanceof StreamEvent.ArgumentsDelta delta) || delta.json().isEmpty()) {
            return;
        }
        if (told) {
            tell(delta.json());
            return;
        }
        held += delta.json();
        if (!NULL.startsWith(held.strip()) || held.length() > MOST_HELD) {
            begin();
        }
    }

    private void begin() {
        raw = !held.isBlank() && !held.stripLeading().startsWith("{");
        if (raw) {
            delta("{\"" + ToolInput.RAW + "\":\"");
        }
        told = true;
        tell(held);
    }

    @Override
    public void end() {
        if (!told) {
            delta(ToolInput.isNothing(held) ? "{}" : JsonText.of(ToolInput.of(held)));
        } else if (raw) {
            delta("\"}");
        }
        frames.stop();
    }

    @Override
    public boolean isComplete() {
        return balance.isClosed();
    }

    private void tell(String json) {
        if (raw) {
            delta(String.valueOf(JsonStringEncoder.getInstance().quoteAsString(json)));
        } else {
            balance.take(json);
            delta(json);
        }
    }

    private void delta(String json) {
        frames.delta("input_json_delta", "partial_json", json);
    }
}
