package io.throughline.dialect.messages;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

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
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new CountTokensDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new CountTokensDecoder(sink);
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
