package io.throughline.translate;

import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.embeddings.EmbeddingPart;
import io.throughline.dialect.embeddings.EmbeddingRequest;
import io.throughline.dialect.embeddings.EmbeddingRequestReader;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import java.util.List;

/**
 * One call for embeddings whose provider is asked otherwise than the client asks. Immutable.
 *
 * @param target how the provider is asked
 * @param asked what the client asks for
 * @param parts the requests to the provider, in the inputs' order
 * @param losses what the provider could not take, or is asked for in another way
 */
public record EmbeddingTranslation(
        EmbeddingTarget target, EmbeddingRequest asked, List<EmbeddingPart> parts, List<Losses.Loss> losses) {
    /** Copies the lists. */
    public EmbeddingTranslation {
        parts = List.copyOf(parts);
        losses = List.copyOf(losses);
    }

    /**
     * Translates a request.
     *
     * @param body the request
     * @param target how the provider is asked
     * @param to where it goes
     * @param strict whether what would be left out is refused
     * @throws io.throughline.dialect.RefusedException where the request is wrong, or can't be sent and must not be left out
     */
    public static EmbeddingTranslation of(byte[] body, EmbeddingTarget target, Destination to, boolean strict) {
        EmbeddingRequestReader reader = new EmbeddingRequestReader();
        EmbeddingRequest asked = reader.read(body);
        Losses losses = new Losses(reader.fields(), target.table().with(to.treatments()), strict);
        List<EmbeddingPart> parts = target.write(asked, to, losses);
        return new EmbeddingTranslation(target, asked, parts, losses.told());
    }
}
