package io.throughline.dialect.chat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;

/** OpenAI's Chat Completions, {@code openai-chat}, as OpenAI and the many providers that copy it speak it. */
public final class ChatDialect implements Dialect {
    @Override
    public String name() {
        return "openai-chat";
    }

    @Override
    public Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, sink -> ChatDecoder.ofWhole(convention, sink));
    }

    @Override
    public StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(sink -> ChatDecoder.ofStream(convention, sink));
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
