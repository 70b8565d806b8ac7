package io.throughline.dialect.ollama;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.JsonText;
import java.util.Arrays;

/** Ollama's own chat, {@code ollama-chat}. Its streams are lines of JSON, and a whole answer is like a stream's only line. */
public final class OllamaDialect implements Dialect {
    static final String NAME = "ollama-chat";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new OllamaDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new OllamaDecoder(sink);
    }

    @Override
    public byte[] error(ModelError error) {
        return JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("error", error.message());
            out.writeEndObject();
        });
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        byte[] body = error(error);
        byte[] line = Arrays.copyOf(body, body.length + 1);
        line[body.length] = '\n';
        return line;
    }
}
