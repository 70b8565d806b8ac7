package io.throughline.dialect.messages;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

/** Anthropic's Messages, {@code anthropic-messages}. It has one convention of usage; the one asked for is passed over. */
public final class MessagesDialect implements Dialect {
    static final String NAME = "anthropic-messages";
    /** Whose signatures go unmarked. */
    static final String ISSUER = "anthropic";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new WholeMessageDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new MessageStreamDecoder(sink);
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
