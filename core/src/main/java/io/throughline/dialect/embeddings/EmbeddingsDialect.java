package io.throughline.dialect.embeddings;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

/** OpenAI's Embeddings, {@code openai-embeddings}. Never streamed; the vectors are not kept. */
public final class EmbeddingsDialect implements Dialect {
    @Override
    public String name() {
        return "openai-embeddings";
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new EmbeddingsDecoder(convention, sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new EmbeddingsDecoder(convention, sink);
    }

    @Override
    public byte[] error(ModelError error) {
        return ErrorWriter.openAi(error);
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return ErrorWriter.framed(ErrorWriter.openAi(error));
    }
}
