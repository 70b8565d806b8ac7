package io.throughline.dialect.messages;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;

/** Anthropic's Messages, {@code anthropic-messages}. It has one convention of usage; the one asked for is passed over. */
public final class MessagesDialect implements Dialect {
    @Override
    public String name() {
        return "anthropic-messages";
    }

    @Override
    public Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, WholeMessageDecoder::new);
    }

    @Override
    public StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(MessageStreamDecoder::new);
    }

    @Override
    public byte[] error(ModelError error) {
        return ErrorWriter.anthropic(error);
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return ErrorWriter.framedAsError(ErrorWriter.anthropic(error));
    }
}
