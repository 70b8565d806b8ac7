package io.throughline.dialect.messages;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;

/**
 * Anthropic's counting of tokens, {@code anthropic-count-tokens}. Never streamed. The count is the answer's content, a {@code token_count} block, and
 * not its usage: counting uses none and costs nothing.
 */
public final class CountTokensDialect implements Dialect {
    @Override
    public String name() {
        return "anthropic-count-tokens";
    }

    @Override
    public Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, CountTokensDecoder::new);
    }

    @Override
    public StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(CountTokensDecoder::new);
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
