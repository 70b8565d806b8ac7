package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of InvokeModelWithResponseStream: each chunk holds an event of the vendor's stream. The token counts that Bedrock puts into the
 * last one are told where the vendor's own stream told none.
 */
final class ChunkDecoder implements EventDecoder {
    private static final String METRICS = "amazon-bedrock-invocationMetrics";

    private final StreamEvent.Sink sink;
    private final EventDecoder vendor;
    private boolean usageTold;
    private boolean ended;

    ChunkDecoder(StreamEvent.Sink sink, Function<StreamEvent.Sink, EventDecoder> vendor) {
        this.sink = sink;
        this.vendor = vendor.apply(this::pass);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended) {
            return;
        }
        ModelError error = BedrockErrors.read(event, data);
        if (error != null) {
            pass(new StreamEvent.Failed(error));
            pass(new StreamEvent.Ended());
        } else if ("chunk".equals(event)) {
            byte[] json = bytes(data);
            tellMetrics(json);
            vendor.decode(null, json);
        }
    }

    private void pass(StreamEvent event) {
        usageTold |= event instanceof StreamEvent.UsageTold;
        ended |= event instanceof StreamEvent.Ended;
        sink.accept(event);
    }

    private void tellMetrics(byte[] json) throws IOException {
        if (!usageTold) {
            ConverseUsage.ofMetrics(JsonText.parse(json).path(METRICS))
                    .ifPresent(usage -> pass(new StreamEvent.UsageTold(usage)));
        }
    }

    private static byte[] bytes(byte[] data) throws IOException {
        JsonNode bytes = JsonText.parse(data).path("bytes");
        try {
            return Base64.getDecoder().decode(bytes.asText());
        } catch (IllegalArgumentException malformed) {
            throw new IOException("no base64", malformed);
        }
    }
}
