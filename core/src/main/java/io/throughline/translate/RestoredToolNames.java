package io.throughline.translate;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.ForcedJson;
import java.util.Map;

/** Gives tools that had to be renamed for the provider the client's names back. */
final class RestoredToolNames implements StreamEvent.Sink {
    private final Map<String, String> names;
    private final StreamEvent.Sink sink;

    private RestoredToolNames(Map<String, String> names, StreamEvent.Sink sink) {
        this.names = names;
        this.sink = sink;
    }

    /** Returns what takes a call's events for {@code sink}; a tool that only stands for the answer's JSON becomes text. */
    static StreamEvent.Sink in(Translation call, StreamEvent.Sink sink) {
        Map<String, String> names = call.written().toolNames();
        return new SoundCalls(names.isEmpty() ? sink : ForcedJson.filter(names, new RestoredToolNames(names, sink)));
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
