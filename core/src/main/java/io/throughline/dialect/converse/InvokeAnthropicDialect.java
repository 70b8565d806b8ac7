package io.throughline.dialect.converse;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.messages.MessagesDialect;

/**
 * Amazon Bedrock's InvokeModel and InvokeModelWithResponseStream of Anthropic's models, {@code bedrock-invoke-anthropic}: Anthropic's Messages, whose
 * streamed events lie in frames of {@link io.throughline.wire.EventStreamReader}.
 */
public final class InvokeAnthropicDialect implements Dialect {
    private static final Dialect MESSAGES = new MessagesDialect();

    @Override
    public String name() {
        return "bedrock-invoke-anthropic";
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return MESSAGES.wholeDecoder(convention, sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new ChunkDecoder(sink, counted -> MESSAGES.streamDecoder(convention, counted));
    }

    @Override
    public byte[] error(ModelError error) {
        return BedrockErrors.body(error);
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return BedrockErrors.frame(error);
    }
}
