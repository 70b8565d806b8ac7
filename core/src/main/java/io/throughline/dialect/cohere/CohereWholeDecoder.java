package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes a whole answer. Its plan is what it thought before the calls; it names no model. */
final class CohereWholeDecoder implements EventDecoder {
    private final StreamEvent.Sink sink;

    CohereWholeDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        JsonNode answer = JsonText.parse(data);
        JsonNode message = answer.path("message");
        if (!message.isObject()) {
            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
            return;
        }
        String id = CohereMessage.text(answer, "id");
        if (!id.isEmpty()) {
            sink.accept(new StreamEvent.Started(Optional.of(id), Optional.empty()));
        }
        CohereBlocks blocks = new CohereBlocks(sink);
        CohereMessage pieces = new CohereMessage(blocks);
        message.path("content").forEach(pieces::content);
        message.path("citations").forEach(pieces::citation);
        pieces.plan(message.path("tool_plan"));
        message.path("tool_calls").forEach(pieces::call);
        blocks.close();
        CohereOutcome.finish(answer.path("finish_reason"), sink);
        CohereOutcome.usage(answer.path("usage"), sink);
    }
}
