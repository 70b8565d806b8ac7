package io.throughline.dialect.chat;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

/** OpenAI's Chat Completions, {@code openai-chat}, as OpenAI and the many providers that copy it speak it. */
public final class ChatDialect implements Dialect {
    @Override
    public String name() {
        return "openai-chat";
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return ChatDecoder.ofWhole(convention, sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return ChatDecoder.ofStream(convention, sink);
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
