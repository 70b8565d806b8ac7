package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Answer;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes answers as {@code generateContent} and {@code streamGenerateContent} give them. Streams are server-sent events where the client asked for
 * them with {@code alt=sse}, else one JSON array; so there are two writers.
 */
public final class GeminiAnswerWriter implements AnswerWriter {
    private final Framing framing;

    private GeminiAnswerWriter(Framing framing) {
        this.framing = framing;
    }

    /** Returns a writer whose streams are server-sent events. */
    public static GeminiAnswerWriter sse() {
        return new GeminiAnswerWriter(Framing.EVENTS);
    }

    /** Returns a writer whose streams are one JSON array. */
    public static GeminiAnswerWriter jsonArray() {
        return new GeminiAnswerWriter(Framing.ARRAY);
    }

    @Override
    public byte[] whole(Answer answer, AnswerContext context) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (Answer.Choice choice : answer.choices()) {
            CandidateWriter candidate = new CandidateWriter(choice.index(), context);
            for (int i = 0; i < choice.blocks().size(); i++) {
                candidate.take(i, choice.blocks().get(i));
            }
            choice.logprobs().ifPresent(candidate::logprobs);
            candidate.finish(
                    choice.finishReason().orElse(FinishReason.OTHER),
                    choice.rawFinishReason().orElse(""));
            candidate.flush();
            body.withArray("candidates").add(candidate.last());
        }
        answer.usage().ifPresent(usage -> body.set("usageMetadata", UsageMetadata.of(usage)));
        body.put("modelVersion", answer.model().orElse(context.asked().model()));
        body.put("responseId", answer.id().orElse(context.callId()));
        return JsonText.of(body).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StreamEvent.Sink stream(AnswerContext context, Consumer<byte[]> out) {
        return new GeminiStreamWriter(context, new ChunkFrames(framing, out));
    }
}
