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

/** Gemini's {@code batchEmbedContents}, in parts of at most {@value #MOST} texts. Older models tell no tokens. */
final class GeminiEmbeddings implements EmbeddingTarget {
    private static final int MOST = 100;
    private static final LossTable TABLE = EmbeddingAsk.table("gemini-embeddings");

    @Override
    public List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses) {
        EmbeddingAsk ask = new EmbeddingAsk(asked, this, to, losses);
        ask.checkTokens();
        OptionalLong dimensions = ask.dimensions();
        ask.takesUser();
        ask.leaveFurther("");
        String path = "/models/" + ask.modelSegment() + ":batchEmbedContents";
        return ask.parts(MOST, path, inputs -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode requests = body.putArray("requests");
            for (EmbeddingRequest.Input input : inputs) {
                ObjectNode request = requests.addObject().put("model", "models/" + to.model());
                request.putObject("content").putArray("parts").addObject().put("text", EmbeddingAsk.text(input));
                dimensions.ifPresent(count -> request.put("outputDimensionality", count));
            }
            return body;
        });
    }

    @Override
    public EmbeddingAnswer read(int status, Headers headers, byte[] body) {
        return EmbeddingDraft.read(status, body, (draft, field, in) -> {
            switch (field) {
                case "embeddings" -> readEmbeddings(in, draft);
                case "usageMetadata" -> readUsage(in, draft);
                default -> {}
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

    private static void readEmbeddings(JsonReader in, EmbeddingDraft draft) throws IOException {
        draft.takeVectors(in, field -> {
            if (field.equals("values")) {
                draft.takeVector(in);
            }
        });
    }

    private static void readUsage(JsonReader in, EmbeddingDraft draft) throws IOException {
        EmbeddingDraft.each(in, field -> {
            if (field.equals("promptTokenCount")) {
                draft.addTokens(in);
            }
        });
    }
}
