package io.throughline.dialect.responses;

import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes a response that is not streamed. */
final class WholeResponseDecoder implements EventDecoder {
    private final ResponseOutput output;
    private final ResponseOutcome outcome;

    WholeResponseDecoder(StreamEvent.Sink sink) {
        this.output = new ResponseOutput(sink);
        this.outcome = new ResponseOutcome(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        ResponseHead head;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.isObject()) {
                throw new IOException("no object");
            }
            head = ResponseHead.read(in);
        }
        outcome.start(head);
        output.takeAll(data, head.output);
        outcome.end(head, data, head.status);
    }
}
