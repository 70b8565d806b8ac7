package io.throughline.dialect.responses;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

/** OpenAI's Responses, {@code openai-responses}. */
public final class ResponsesDialect implements Dialect {
    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new WholeResponseDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new ResponseStreamDecoder(sink);
    }

    @Override
    public byte[] error(ModelError error) {
        return ErrorWriter.openAi(error);
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return ErrorWriter.framedAsError(ErrorWriter.responsesEvent(error));
    }
}
