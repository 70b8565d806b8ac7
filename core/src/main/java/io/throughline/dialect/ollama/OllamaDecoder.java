package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes lines of Ollama's answers; the one that is {@code done} is the last. */
final class OllamaDecoder implements EventDecoder {
    private static final String STOP = "stop";
    /** More tokens than any call has: keeps sums from overflowing. */
    private static final long MOST = 1L << 50;

    private final StreamEvent.Sink sink;
    private final OllamaBlocks blocks;
    private String model = "";
    private boolean ended;

    OllamaDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.blocks = new OllamaBlocks(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended) {
            return;
        }
        JsonNode line = JsonText.parse(data);
        JsonNode message = line.path("message");
        if (line.hasNonNull("error")
                || !(message.isObject() || line.path("done").isBoolean())) {
            blocks.close();
            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
            return;
        }
        start(text(line, "model"));
        blocks.reasoning(text(message, "thinking"));
        blocks.text(text(message, "content"));
        message.path("tool_calls").forEach(this::call);
        if (line.path("done").asBoolean()) {
            end(line);
        }
    }

    private void start(String told) {
        if (!told.isEmpty() && !told.equals(model)) {
            model = told;
            sink.accept(new StreamEvent.Started(Optional.empty(), Optional.of(told)));
        }
    }

    /** Newer servers give calls an id, older ones none. */
    private void call(JsonNode call) {
        JsonNode function = call.path("function");
        JsonNode arguments = function.path("arguments");
        String json =
                arguments.isTextual() ? arguments.textValue() : arguments.isObject() ? JsonText.of(arguments) : "";
        blocks.call(text(call, "id"), text(function, "name"), json.isBlank() ? "{}" : json);
    }

    private void end(JsonNode line) {
        ended = true;
        blocks.close();
        String told = text(line, "done_reason");
        String raw = told.isEmpty() ? STOP : told;
        sink.accept(new StreamEvent.Finished(0, reason(raw), raw));
        // without a count of the prompt, as where it was cached, a count of the answer alone would say that the prompt
        // was empty
        if (line.path("prompt_eval_count").isNumber()) {
            long input = count(line.path("prompt_eval_count"));
            long output = count(line.path("eval_count"));
            sink.accept(new StreamEvent.UsageTold(new Usage(input, 0, 0, 0, 0, 0, output, 0, 0)));
        }
        sink.accept(new StreamEvent.Ended());
    }

    /** The server's word is the same whether the model has finished or wants tools called. */
    private FinishReason reason(String raw) {
        return switch (raw) {
            case STOP -> blocks.called() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            default -> FinishReason.OTHER;
        };
    }

    private static long count(JsonNode told) {
        boolean counts = told.isNumber() && told.canConvertToLong();
        return counts ? Math.min(Math.max(told.longValue(), 0), MOST) : 0;
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? value.textValue() : "";
    }
}
