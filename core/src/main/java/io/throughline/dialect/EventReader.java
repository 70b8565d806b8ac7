package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a streamed answer: parses each event's data, lets its dialect turn it into events, and assembles those. */
final class EventReader implements StreamReader {
    private static final int SHORTEST_MARK = 6;

    private final AnswerAssembler assembler = new AnswerAssembler();
    private final Consumer<JsonNode> dialect;

    private EventReader(java.util.function.Function<Consumer<StreamEvent>, Consumer<JsonNode>> dialect) {
        this.dialect = dialect.apply(assembler);
    }

    static StreamReader chat(UsageConvention convention) {
        return new EventReader(out -> new ChatEvents(convention, out)::chunk);
    }

    static StreamReader responses() {
        return new EventReader(out -> new ResponsesEvents(out)::event);
    }

    static StreamReader messages() {
        return new EventReader(out -> new MessagesEvents(out)::event);
    }

    @Override
    public void event(@Nullable String event, byte[] data) {
        if (assembler.ended()) {
            return;
        }
        if (isDone(data)) {
            assembler.accept(new StreamEvent.Ended());
            return;
        }
        JsonNode node = Json.tree(data);
        if (!node.isObject()) {
            ModelError error = ModelError.of(ModelError.Kind.UPSTREAM, "The provider sent an event that is not JSON");
            assembler.accept(new StreamEvent.Failed(error.coded("malformed_event")));
        } else if ("error".equals(event) && !node.has("type") && !node.has("error")) {
            assembler.accept(new StreamEvent.Failed(ErrorReading.object(200, node)));
        } else {
            dialect.accept(node);
        }
    }

    @Override
    public boolean started() {
        return assembler.started();
    }

    @Override
    public boolean ended() {
        return assembler.ended();
    }

    @Override
    public Answer answer() {
        return assembler.answer();
    }

    private static boolean isDone(byte[] data) {
        return data.length >= SHORTEST_MARK
                && data.length < 16
                && new String(data, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .strip()
                        .equals("[DONE]");
    }
}
