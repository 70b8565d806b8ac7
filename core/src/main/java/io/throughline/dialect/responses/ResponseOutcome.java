package io.throughline.dialect.responses;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.OpenAiUsage;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells who answers, and how it ended. */
final class ResponseOutcome {
    private static final int CHOICE = 0;

    private final StreamEvent.Sink sink;

    ResponseOutcome(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    void start(ResponseHead head) {
        if (head.id != null || head.model != null) {
            sink.accept(new StreamEvent.Started(Optional.ofNullable(head.id), Optional.ofNullable(head.model)));
        }
    }

    /**
     * Tells the end.
     *
     * @param data where the head's places are
     * @param status how it ended
     */
    void end(ResponseHead head, byte[] data, @Nullable String status) throws IOException {
        if (head.usage != null) {
            use(data, head.usage, head.output);
        }
        if (head.tier != null) {
            sink.accept(new StreamEvent.TierTold(head.tier));
        }
        if (head.error != null) {
            fail(data, head.error);
        } else if ("failed".equals(status)) {
            sink.accept(new StreamEvent.Failed(
                    ModelError.of(ModelError.Kind.UPSTREAM, "The provider failed and gave no reason.")));
        }
        if (status != null) {
            finish(status, head.incompleteReason);
        }
    }

    private void use(byte[] data, ByteRange place, @Nullable ByteRange output) throws IOException {
        OpenAiUsage usage = new OpenAiUsage(UsageConvention.STANDARD); // in this dialect all count alike, xAI too
        try (JsonReader in = JsonReader.over(data, place)) {
            usage.read(in);
        }
        long searches = ResponseSearches.in(data, output);
        usage.usage().ifPresent(told -> sink.accept(new StreamEvent.UsageTold(told.searching(searches))));
    }

    private void fail(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            // a string stands beside its code
            ModelError error = in.isText() ? ErrorReader.read(0, data) : ErrorReader.read(0, in);
            sink.accept(new StreamEvent.Failed(error));
        }
    }

    private void finish(String status, @Nullable String incompleteReason) {
        String raw = incompleteReason == null ? status : incompleteReason;
        switch (status) {
            // a response in the background has not ended yet: the client has to come back for it
            case "queued", "in_progress" -> sink.accept(new StreamEvent.Finished(CHOICE, FinishReason.PAUSE, raw));
            case "completed" -> sink.accept(new StreamEvent.Finished(CHOICE, FinishReason.STOP, raw));
            case "incomplete" -> sink.accept(new StreamEvent.Finished(CHOICE, reasonOf(raw), raw));
            case "failed" -> sink.accept(new StreamEvent.Finished(CHOICE, FinishReason.ERROR, raw));
            default -> sink.accept(new StreamEvent.Finished(CHOICE, FinishReason.OTHER, raw));
        }
    }

    private static FinishReason reasonOf(String incompleteReason) {
        return switch (incompleteReason) {
            case "max_output_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
