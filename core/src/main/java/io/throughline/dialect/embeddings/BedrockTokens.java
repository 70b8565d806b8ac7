package io.throughline.dialect.embeddings;

import io.throughline.Headers;
import io.throughline.dialect.Usage;
import java.util.Optional;

/** The tokens that Bedrock tells in a header field, where the model's answer tells none. */
final class BedrockTokens {
    private static final String FIELD = "x-amzn-bedrock-input-token-count";
    private static final int MOST_DIGITS = 12;

    private BedrockTokens() {}

    static EmbeddingAnswer of(Headers headers, EmbeddingAnswer answer) {
        if (answer.usage().isPresent() || answer.error().isPresent()) {
            return answer;
        }
        Optional<Usage> told = headers.first(FIELD)
                .map(String::strip)
                .filter(BedrockTokens::isCount)
                .map(count -> new Usage(Long.parseLong(count), 0, 0, 0, 0, 0, 0, 0, 0));
        return new EmbeddingAnswer(answer.id(), answer.model(), answer.vectors(), told, answer.error());
    }

    private static boolean isCount(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
