package io.throughline.dialect.responses;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;

/** OpenAI's Responses, {@code openai-responses}. */
public final class ResponsesDialect implements Dialect {
    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, WholeResponseDecoder::new);
    }

    @Override
    public StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(ResponseStreamDecoder::new);
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
