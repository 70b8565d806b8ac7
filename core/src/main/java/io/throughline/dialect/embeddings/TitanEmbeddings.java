package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Headers;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import java.util.List;
import java.util.OptionalLong;

/** Amazon's Titan embeddings on Bedrock: one text a call. */
final class TitanEmbeddings implements EmbeddingTarget {
    private static final LossTable TABLE = EmbeddingAsk.table("bedrock-titan-embeddings");

    @Override
    public List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses) {
        EmbeddingAsk ask = new EmbeddingAsk(asked, this, to, losses);
        ask.checkTokens();
        OptionalLong dimensions = ask.dimensions();
        ask.takesUser();
        ask.leaveFurther("");
        return ask.parts(1, ask.invokePath(), inputs -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("inputText", EmbeddingAsk.text(inputs.get(0)));
            dimensions.ifPresent(count -> body.put("dimensions", count));
            return body;
        });
    }

    @Override
    public EmbeddingAnswer read(int status, Headers headers, byte[] body) {
        EmbeddingAnswer answer = EmbeddingDraft.read(status, body, (draft, field, in) -> {
            switch (field) {
                case "embedding" -> draft.takeVector(in);
                case "inputTextTokenCount" -> draft.addTokens(in);
                default -> {}
            }
        });
        return BedrockTokens.of(headers, answer);
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
        return Treatment.mapped();
    }
}
