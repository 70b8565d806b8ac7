package io.throughline.dialect.gemini;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a {@code GenerateContentResponse}: the whole answer, or a chunk of one, which has the same form. An array of them, as a stream gives that
 * was not asked for as server-sent events, is decoded one after the other.
 */
final class GeminiDecoder implements EventDecoder {
    /** More choices than any request asks for. */
    private static final int MOST_CHOICES = 1024;

    private final StreamEvent.Sink sink;
    private final GeminiUsage usage = new GeminiUsage();
    private final Map<Integer, Candidate> choices = new HashMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private boolean failed;

    GeminiDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (failed) {
            return;
        }
        try (JsonReader in = JsonReader.over(data)) {
            if (in.array()) {
                while (in.element()) {
                    decodeChunk(in, data);
                }
            } else {
                decodeChunk(in, data);
            }
        }
    }

    /** Who answers stands behind what is answered, but is told before it. */
    private void decodeChunk(JsonReader in, byte[] data) throws IOException {
        if (!in.object()) {
            throw new IOException("no object");
        }
        List<CandidateFields> candidates = List.of();
        Feedback feedback = Feedback.NONE;
        ModelError error = null;
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "candidates" -> candidates = readCandidates(in);
                case "usageMetadata" -> tellUsage(in);
                case "responseId" -> tellId(in);
                case "modelVersion" -> tellModel(in);
                case "promptFeedback" -> feedback = Feedback.read(in);
                case "error" -> error = in.isNull() ? null : ErrorReader.read(0, in);
                default -> {}
            }
        }
        for (CandidateFields candidate : candidates) {
            take(candidate, data);
        }
        tellFeedback(feedback);
        if (error != null) {
            failed = true;
            sink.accept(new StreamEvent.Failed(error));
            sink.accept(new StreamEvent.Ended());
        }
    }

    private static List<CandidateFields> readCandidates(JsonReader in) throws IOException {
        List<CandidateFields> candidates = new ArrayList<>(1);
        if (in.array()) {
            while (in.element()) {
                candidates.add(CandidateFields.read(in));
            }
        }
        return candidates;
    }

    private void take(CandidateFields fields, byte[] data) throws IOException {
        if (fields.index >= 0 && fields.index < MOST_CHOICES) {
            choices.computeIfAbsent((int) fields.index, number -> new Candidate(number, sink))
                    .take(fields, data);
        }
    }

    private void tellUsage(JsonReader in) throws IOException {
        usage.read(in);
        usage.usage().ifPresent(told -> sink.accept(new StreamEvent.UsageTold(told)));
        usage.tier().ifPresent(tier -> sink.accept(new StreamEvent.TierTold(tier)));
    }

    private void tellId(JsonReader in) throws IOException {
        if (id == null) {
            id = in.nonEmptyText();
            tellStarted();
        }
    }

    private void tellModel(JsonReader in) throws IOException {
        if (model == null) {
            model = in.nonEmptyText();
            tellStarted();
        }
    }

    private void tellStarted() {
        sink.accept(new StreamEvent.Started(Optional.ofNullable(id), Optional.ofNullable(model)));
    }

    /** A blocked prompt has no candidate: it reads as a first choice that a filter held back. */
    private void tellFeedback(Feedback feedback) {
        String reason = feedback.reason();
        String message = feedback.message();
        if (reason == null || !choices.isEmpty()) {
            return;
        }
        if (message != null) {
            sink.accept(new StreamEvent.BlockOpened(0, 0, new Kind.Refusal()));
            sink.accept(new StreamEvent.TextDelta(0, 0, message));
            sink.accept(new StreamEvent.BlockClosed(0, 0));
        }
        sink.accept(new StreamEvent.Finished(0, FinishReason.CONTENT_FILTER, reason));
    }

    /** Why a prompt was blocked. */
    private record Feedback(
            @Nullable String reason, @Nullable String message) {
        private static final Feedback NONE = new Feedback(null, null);

        private static Feedback read(JsonReader in) throws IOException {
            if (!in.object()) {
                return NONE;
            }
            String reason = null;
            String message = null;
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "blockReason" -> reason = in.scalar();
                    case "blockReasonMessage" -> message = in.nonEmptyText();
                    default -> {}
                }
            }
            return new Feedback(reason, message);
        }
    }
}
