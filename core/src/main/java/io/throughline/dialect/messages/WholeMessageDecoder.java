package io.throughline.dialect.messages;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes a message that is not streamed. */
final class WholeMessageDecoder implements EventDecoder {
    private final StreamEvent.Sink sink;
    private final MessageEvents events;

    WholeMessageDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.events = new MessageEvents(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        MessageHead head;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.isObject()) {
                throw new IOException("no object");
            }
            head = MessageHead.read(in);
        }
        if ("error".equals(head.type)) {
            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
            return;
        }
        events.start(head, data);
        events.finish(head.stopReason, head.explanation);
    }
}
