package io.throughline.translate;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * Lets only tool calls pass with which a client can do something: one without a name fails the answer, and an id that another call of the choice has
 * already is no id.
 */
final class SoundCalls implements StreamEvent.Sink {
    /** A provider that calls more is broken anyway; what is kept of it has an end. */
    private static final int MOST_IDS = 10_000;

    private final StreamEvent.Sink sink;
    private final Set<Id> known = new HashSet<>();

    SoundCalls(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Restarted) {
            known.clear();
        }
        sink.accept(
                event instanceof StreamEvent.BlockOpened opened
                                && opened.kind() instanceof StreamEvent.Kind.ToolCall call
                        ? sound(opened, call)
                        : event);
    }

    private StreamEvent sound(StreamEvent.BlockOpened opened, StreamEvent.Kind.ToolCall call) {
        if (call.name().isBlank()) {
            return new StreamEvent.Failed(
                    ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer calls a tool without a name"));
        }
        if (call.id().isEmpty() || (known.size() < MOST_IDS && known.add(new Id(opened.choice(), call.id())))) {
            return opened;
        }
        return new StreamEvent.BlockOpened(
                opened.choice(), opened.block(), new StreamEvent.Kind.ToolCall("", call.name()));
    }

    private record Id(int choice, String id) {}
}
