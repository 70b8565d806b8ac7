package io.throughline.translate;

import io.throughline.dialect.StreamEvent;
import java.util.Map;

/** Gives tools that had to be renamed for the provider the client's names back. */
final class RestoredToolNames implements StreamEvent.Sink {
    private final Map<String, String> names;
    private final StreamEvent.Sink sink;

    /**
     * Makes one.
     *
     * @param names the client's name of each renamed tool, by the name that was sent
     * @param sink takes the events
     */
    RestoredToolNames(Map<String, String> names, StreamEvent.Sink sink) {
        this.names = names;
        this.sink = sink;
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.BlockOpened opened
                && opened.kind() instanceof StreamEvent.Kind.ToolCall call
                && names.containsKey(call.name())) {
            sink.accept(new StreamEvent.BlockOpened(
                    opened.choice(),
                    opened.block(),
                    new StreamEvent.Kind.ToolCall(call.id(), names.getOrDefault(call.name(), call.name()))));
        } else {
            sink.accept(event);
        }
    }
}
