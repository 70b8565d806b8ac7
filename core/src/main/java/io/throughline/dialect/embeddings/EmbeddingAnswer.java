package io.throughline.dialect.embeddings;

import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What an embedding model answered, apart from any dialect. Immutable.
 *
 * @param id the provider's id of the answer
 * @param model the model that answered, as the provider names it
 * @param vectors a vector for each input, in the inputs' order; none where there is an error
 * @param usage tokens, where the provider told them
 * @param error what went wrong
 */
public record EmbeddingAnswer(
        Optional<String> id,
        Optional<String> model,
        List<EmbeddingVector> vectors,
        Optional<Usage> usage,
        Optional<ModelError> error) {

    /** Copies the list. */
    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }

    /** Makes an answer that is an error. */
    public static EmbeddingAnswer of(ModelError error) {
        return new EmbeddingAnswer(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.of(error));
    }

    /** Returns what records know of it: everything but the vectors. */
    public Answer toAnswer() {
        return new Answer(id, model, List.of(), usage, Optional.empty(), error);
    }
}
