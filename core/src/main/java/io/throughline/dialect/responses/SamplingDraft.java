package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How to choose tokens, while it is being read. */
final class SamplingDraft {
    boolean wantsLogprobs;
    private OptionalLong maxTokens = OptionalLong.empty();
    private OptionalLong topLogprobs = OptionalLong.empty();
    private Optional<BigDecimal> temperature = Optional.empty();
    private Optional<BigDecimal> topP = Optional.empty();

    void read(Value field) {
        switch (field.name()) {
            case "max_output_tokens" -> maxTokens = OptionalLong.of(field.integer());
            case "top_logprobs" -> topLogprobs = OptionalLong.of(field.integer());
            case "temperature" -> temperature = Optional.of(field.decimal());
            default -> topP = Optional.of(field.decimal());
        }
    }

    Sampling sampling() {
        return new Sampling(
                maxTokens,
                temperature,
                topP,
                OptionalLong.empty(),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                wantsLogprobs ? Optional.of(true) : Optional.empty(),
                // how many alternatives says nothing while no probabilities are asked for
                wantsLogprobs ? topLogprobs : OptionalLong.empty());
    }
}
