package io.throughline.dialect.cohere;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.JsonText;

/** Cohere's Chat, version 2, {@code cohere-chat}. */
public final class CohereDialect implements Dialect {
    static final String NAME = "cohere-chat";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new CohereWholeDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new CohereStreamDecoder(sink);
    }

    @Override
    public byte[] error(ModelError error) {
        return JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("message", error.message());
            out.writeEndObject();
        });
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return ErrorWriter.framed(error(error));
    }
}
