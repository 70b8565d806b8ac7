package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Headers;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cohere's Embed, at Cohere or on Bedrock, in parts of at most {@value #MOST} texts. A text that is too long for the model is an error, as with
 * OpenAI, not cut in silence. What the vectors are for, which Cohere must know, a client may say in {@value #PURPOSE}, as Cohere's own clients do.
 *
 * @param table its name and losses
 * @param host who serves it
 */
record CohereEmbeddings(LossTable table, Host host) implements EmbeddingTarget {
    private static final int MOST = 96;
    private static final String PURPOSE = "input_type";
    private static final String USUAL_PURPOSE = "search_document";

    /** Who serves the model. */
    enum Host {
        /** Cohere. */
        COHERE,
        /** Bedrock: the model stands in the path, the tokens in a header field. */
        BEDROCK
    }

    @Override
    public List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses) {
        EmbeddingAsk ask = new EmbeddingAsk(asked, this, to, losses);
        ask.checkTokens();
        OptionalLong dimensions = ask.dimensions();
        ask.takesUser();
        ask.leaveFurther(PURPOSE);
        String purpose = asked.further(PURPOSE).map(CohereEmbeddings::purpose).orElse(USUAL_PURPOSE);
        String path = host == Host.BEDROCK ? ask.invokePath() : "/v2/embed";
        return ask.parts(MOST, path, inputs -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (host == Host.COHERE) {
                body.put("model", to.model());
            }
            ArrayNode texts = body.put("input_type", purpose).putArray("texts");
            inputs.forEach(input -> texts.add(EmbeddingAsk.text(input)));
            body.putArray("embedding_types").add("float");
            dimensions.ifPresent(count -> body.put("output_dimension", count));
            return body.put("truncate", "NONE");
        });
    }

    @Override
    public EmbeddingAnswer read(int status, Headers headers, byte[] body) {
        EmbeddingAnswer answer = EmbeddingDraft.read(status, body, (draft, field, in) -> {
            switch (field) {
                case "id" -> draft.takeId(in);
                case "embeddings" -> readEmbeddings(in, draft);
                case "meta" -> readMeta(in, draft);
                default -> {}
            }
        });
        return host == Host.BEDROCK ? BedrockTokens.of(headers, answer) : answer;
    }

    @Override
    public Treatment tokens() {
        return EmbeddingTargets.NO_TOKENS;
    }

    @Override
    public Treatment dimensions() {
        return Treatment.mapped("as output_dimension");
    }

    private static String purpose(Further field) {
        try {
            return Optional.ofNullable(JsonText.parse(field.json()).textValue())
                    .orElseThrow(() -> Losses.refused(PURPOSE, PURPOSE + " must be a string"));
        } catch (IOException e) {
            throw new IllegalArgumentException("a request's pieces are JSON", e);
        }
    }

    /** By type where types were asked for, else plainly the vectors. */
    private static void readEmbeddings(JsonReader in, EmbeddingDraft draft) throws IOException {
        if (!in.isObject()) {
            draft.takeVectors(in);
            return;
        }
        EmbeddingDraft.each(in, type -> {
            if (type.equals("float")) {
                draft.takeVectors(in);
            }
        });
    }

    private static void readMeta(JsonReader in, EmbeddingDraft draft) throws IOException {
        EmbeddingDraft.each(in, field -> {
            if (field.equals("billed_units")) {
                EmbeddingDraft.each(in, unit -> {
                    if (unit.equals("input_tokens")) {
                        draft.addTokens(in);
                    }
                });
            }
        });
    }
}
