package io.throughline.dialect.embeddings;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;

/** OpenAI's Embeddings, {@code openai-embeddings}. Never streamed; the vectors are not kept. */
public final class EmbeddingsDialect implements Dialect {
    @Override
    public String name() {
        return "openai-embeddings";
    }

    @Override
    public Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, sink -> new EmbeddingsDecoder(convention, sink));
    }

    @Override
    public StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(sink -> new EmbeddingsDecoder(convention, sink));
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
