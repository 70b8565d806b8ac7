package io.throughline.dialect.converse;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;

/**
 * Amazon Bedrock's Converse and ConverseStream, {@code bedrock-converse}. Streams are frames of {@link io.throughline.wire.EventStreamReader}. It has
 * one convention of usage; the one asked for is passed over.
 */
public final class ConverseDialect implements Dialect {
    @Override
    public String name() {
        return "bedrock-converse";
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new WholeConverseDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new ConverseStreamDecoder(sink);
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
