package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes the events of a stream, which {@code message-end} ends; some servers send {@code [DONE]} behind it. */
final class CohereStreamDecoder implements EventDecoder {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final StreamEvent.Sink sink;
    private final CohereBlocks blocks;
    private final CohereMessage pieces;
    private boolean ended;

    CohereStreamDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.blocks = new CohereBlocks(sink);
        this.pieces = new CohereMessage(blocks);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended || Arrays.equals(data, DONE)) {
            return;
        }
        JsonNode told = JsonText.parse(data);
        JsonNode message = told.path("delta").path("message");
        switch (CohereMessage.text(told, "type")) {
            case "message-start" -> start(told);
            case "content-start" -> {
                blocks.close();
                pieces.content(message.path("content"));
            }
            case "content-delta" -> pieces.content(message.path("content"));
            case "tool-plan-delta" -> pieces.plan(message.path("tool_plan"));
            case "tool-call-start" -> pieces.call(message.path("tool_calls"));
            case "tool-call-delta" -> pieces.arguments(message.path("tool_calls"));
            case "content-end", "tool-call-end" -> blocks.close();
            case "citation-start" -> pieces.citation(message.path("citations"));
            case "message-end" -> end(told.path("delta"));
            case "" -> sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
            default -> {}
        }
    }

    private void start(JsonNode told) {
        String id = CohereMessage.text(told, "id");
        sink.accept(new StreamEvent.Started(Optional.of(id).filter(given -> !given.isEmpty()), Optional.empty()));
    }

    private void end(JsonNode delta) {
        ended = true;
        blocks.close();
        CohereOutcome.finish(delta.path("finish_reason"), sink);
        CohereOutcome.usage(delta.path("usage"), sink);
        String error = CohereMessage.text(delta, "error");
        if (!error.isEmpty()) {
            sink.accept(new StreamEvent.Failed(ModelError.of(ModelError.Kind.UPSTREAM, error)));
        }
        sink.accept(new StreamEvent.Ended());
    }
}
