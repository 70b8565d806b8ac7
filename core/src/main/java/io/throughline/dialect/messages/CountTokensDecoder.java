package io.throughline.dialect.messages;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes {@code {"input_tokens":…}}. */
final class CountTokensDecoder implements EventDecoder {
    private static final String TYPE = "token_count";

    private final StreamEvent.Sink sink;

    CountTokensDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        boolean counted = false;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                if (field.equals("error")) {
                    sink.accept(new StreamEvent.Failed(ErrorReader.read(0, in)));
                } else {
                    counted |= field.equals("input_tokens");
                }
            }
        }
        if (counted) {
            try (JsonReader in = JsonReader.over(data)) {
                sink.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Opaque(TYPE, in.raw())));
                sink.accept(new StreamEvent.BlockClosed(0, 0));
            }
        }
    }
}
