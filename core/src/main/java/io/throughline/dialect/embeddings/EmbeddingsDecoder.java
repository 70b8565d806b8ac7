package io.throughline.dialect.embeddings;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.OpenAiUsage;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes a list of embeddings: who made them and what they cost. */
final class EmbeddingsDecoder implements EventDecoder {
    private final UsageConvention convention;
    private final StreamEvent.Sink sink;

    EmbeddingsDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        this.convention = convention;
        this.sink = sink;
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        OpenAiUsage usage = new OpenAiUsage(convention);
        String id = null;
        String model = null;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "id" -> id = in.nonEmptyText();
                    case "model" -> model = in.nonEmptyText();
                    case "usage" -> usage.read(in);
                    case "error" -> {
                        if (!in.isNull()) {
                            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
                        }
                    }
                    default -> {}
                }
            }
        }
        if (id != null || model != null) {
            sink.accept(new StreamEvent.Started(Optional.ofNullable(id), Optional.ofNullable(model)));
        }
        usage.usage().ifPresent(told -> sink.accept(new StreamEvent.UsageTold(told)));
    }
}
