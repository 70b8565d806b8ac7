package io.throughline.dialect.embeddings;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the answers of a request's parts together. */
public final class EmbeddingMerge {
    private EmbeddingMerge() {}

    /**
     * Returns the answer of the whole request: the first part's error where there is one, else all vectors in the inputs' order.
     *
     * @param parts the parts, in order
     * @param answers the answer of each
     */
    public static EmbeddingAnswer of(List<EmbeddingPart> parts, List<EmbeddingAnswer> answers) {
        if (parts.isEmpty() || parts.size() != answers.size()) {
            throw new IllegalArgumentException("every part has an answer");
        }
        List<EmbeddingVector> vectors = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            EmbeddingAnswer answer = answers.get(i);
            if (answer.error().isPresent()) {
                return answer;
            }
            if (answer.vectors().size() != parts.get(i).count()) {
                return EmbeddingAnswer.of(miscounted(answer, parts.get(i)));
            }
            vectors.addAll(answer.vectors());
        }
        EmbeddingAnswer first = answers.get(0);
        return new EmbeddingAnswer(first.id(), first.model(), vectors, usage(answers), Optional.empty());
    }

    private static ModelError miscounted(EmbeddingAnswer answer, EmbeddingPart part) {
        String counts = answer.vectors().size() + " vectors for " + part.count() + " inputs";
        return ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer has " + counts + ".");
    }

    /** What one part does not tell, the sum does not either. */
    private static Optional<Usage> usage(List<EmbeddingAnswer> answers) {
        if (answers.stream().anyMatch(answer -> answer.usage().isEmpty())) {
            return Optional.empty();
        }
        return answers.stream().flatMap(answer -> answer.usage().stream()).reduce(EmbeddingMerge::sum);
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.input() + other.input(),
                one.cacheRead() + other.cacheRead(),
                one.cacheWrite5m() + other.cacheWrite5m(),
                one.cacheWrite1h() + other.cacheWrite1h(),
                one.audioInput() + other.audioInput(),
                one.image() + other.image(),
                one.output() + other.output(),
                one.reasoning() + other.reasoning(),
                one.audioOutput() + other.audioOutput(),
                one.billing().plus(other.billing()));
    }
}
