package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Headers;
import io.throughline.dialect.OpenAiUsage;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.embeddings.EmbeddingRequest.Encoding;
import io.throughline.dialect.embeddings.EmbeddingRequest.Input;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings of OpenAI and of those who copy it, all inputs in one call.
 *
 * @param table its name and losses
 * @param tokens what becomes of tokens
 * @param dimensions what becomes of dimensions
 * @param dimensionsField the field that says them
 * @param encodings what it can be asked for; of several, it is asked for the client's own
 */
record OpenAiEmbeddings(
        LossTable table, Treatment tokens, Treatment dimensions, String dimensionsField, Set<Encoding> encodings)
        implements EmbeddingTarget {
    private static final String PATH = "/embeddings";

    OpenAiEmbeddings {
        encodings = Set.copyOf(encodings);
    }

    @Override
    public List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses) {
        EmbeddingAsk ask = new EmbeddingAsk(asked, this, to, losses);
        ask.checkTokens();
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        if (encodings.size() > 1) {
            options.put("encoding_format", asked.encoding() == Encoding.BASE64 ? "base64" : "float");
        }
        ask.dimensions().ifPresent(count -> options.put(dimensionsField, count));
        if (ask.takesUser()) {
            options.put("user", asked.user().orElseThrow());
        }
        ask.leaveFurther("");
        return ask.parts(EmbeddingRequestReader.MOST_INPUTS, PATH, inputs -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (!to.has(Quirk.MODEL_IN_PATH)) {
                body.put("model", to.model());
            }
            ArrayNode written = body.putArray("input");
            inputs.forEach(input -> writeInput(input, written));
            return body.setAll(options);
        });
    }

    @Override
    public EmbeddingAnswer read(int status, Headers headers, byte[] body) {
        OpenAiUsage usage = new OpenAiUsage(UsageConvention.STANDARD);
        return EmbeddingDraft.read(status, body, (draft, field, in) -> {
            switch (field) {
                case "id" -> draft.takeId(in);
                case "model" -> draft.takeModel(in);
                case "data" -> readData(in, draft);
                case "usage" -> {
                    usage.read(in);
                    draft.take(usage.usage());
                }
                default -> {}
            }
        });
    }

    private static void writeInput(Input input, ArrayNode written) {
        if (input instanceof Input.Tokens told) {
            try {
                written.add(JsonText.parse(told.json()));
            } catch (IOException e) {
                throw new IllegalArgumentException("a request's pieces are JSON", e);
            }
        } else {
            written.add(EmbeddingAsk.text(input));
        }
    }

    private static void readData(JsonReader in, EmbeddingDraft draft) throws IOException {
        if (!in.array()) {
            throw new IOException("no vectors");
        }
        while (in.element()) {
            new Element(draft.size()).read(in, draft);
        }
    }

    /** An element of {@code data}; without an index, it is the next one. */
    private static final class Element {
        private long index;
        private @Nullable EmbeddingVector vector;

        private Element(long index) {
            this.index = index;
        }

        private void read(JsonReader in, EmbeddingDraft draft) throws IOException {
            EmbeddingDraft.each(in, field -> {
                switch (field) {
                    case "index" -> index = in.integer(index);
                    case "embedding" -> vector = EmbeddingVector.read(in);
                    default -> {}
                }
            });
            if (vector == null) {
                throw new IOException("no vector");
            }
            draft.take(index, vector);
        }
    }
}
