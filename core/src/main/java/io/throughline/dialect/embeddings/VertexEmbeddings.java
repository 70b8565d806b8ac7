package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Headers;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Vertex AI's {@code :predict} for embeddings. A text that is too long for the model is an error, as with OpenAI, not cut in silence.
 *
 * <p>Source: Google's reference, as of 2026: 250 texts at once, but one with {@code gemini-embedding} models.
 */
final class VertexEmbeddings implements EmbeddingTarget {
    private static final int MOST = 250;
    private static final LossTable TABLE = EmbeddingAsk.table("vertex-embeddings");

    @Override
    public List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses) {
        EmbeddingAsk ask = new EmbeddingAsk(asked, this, to, losses);
        ask.checkTokens();
        OptionalLong dimensions = ask.dimensions();
        ask.takesUser();
        ask.leaveFurther("");
        String path = "/publishers/google/models/" + ask.modelSegment() + ":predict";
        int most = to.model().startsWith("gemini-embedding") ? 1 : MOST;
        return ask.parts(most, path, inputs -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode instances = body.putArray("instances");
            inputs.forEach(input -> instances.addObject().put("content", EmbeddingAsk.text(input)));
            ObjectNode parameters = body.putObject("parameters").put("autoTruncate", false);
            dimensions.ifPresent(count -> parameters.put("outputDimensionality", count));
            return body;
        });
    }

    @Override
    public EmbeddingAnswer read(int status, Headers headers, byte[] body) {
        return EmbeddingDraft.read(status, body, (draft, field, in) -> {
            if (field.equals("predictions")) {
                readPredictions(in, draft);
            }
        });
    }

    @Override
    public LossTable table() {
        return TABLE;
    }

    @Override
    public Treatment tokens() {
        return EmbeddingTargets.NO_TOKENS;
    }

    @Override
    public Treatment dimensions() {
        return Treatment.mapped("as outputDimensionality");
    }

    private static void readPredictions(JsonReader in, EmbeddingDraft draft) throws IOException {
        draft.takeVectors(in, field -> {
            if (field.equals("embeddings")) {
                EmbeddingDraft.each(in, inside -> readEmbedding(inside, in, draft));
            }
        });
    }

    private static void readEmbedding(String field, JsonReader in, EmbeddingDraft draft) throws IOException {
        switch (field) {
            case "values" -> draft.takeVector(in);
            case "statistics" ->
                EmbeddingDraft.each(in, inside -> {
                    if (inside.equals("token_count")) {
                        draft.addTokens(in);
                    }
                });
            default -> {}
        }
    }
}
