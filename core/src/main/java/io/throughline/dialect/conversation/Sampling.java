package io.throughline.dialect.conversation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to choose tokens, and how many. Empty is: the client did not say.
 *
 * @param maxTokens how many the answer may have
 * @param temperature in the client dialect's range: OpenAI and Gemini 0 to 2, Anthropic 0 to 1
 * @param topP the share of probability to choose from
 * @param topK how many to choose from
 * @param stop where to stop
 * @param choices how many answers
 * @param seed what makes an answer repeatable
 * @param frequencyPenalty against repetition, by count
 * @param presencePenalty against repetition, by presence
 * @param logprobs whether to tell each token's probability
 * @param topLogprobs of how many alternatives
 */
public record Sampling(
        OptionalLong maxTokens,
        Optional<BigDecimal> temperature,
        Optional<BigDecimal> topP,
        OptionalLong topK,
        List<String> stop,
        OptionalLong choices,
        Optional<BigInteger> seed,
        Optional<BigDecimal> frequencyPenalty,
        Optional<BigDecimal> presencePenalty,
        Optional<Boolean> logprobs,
        OptionalLong topLogprobs) {

    /** The client said nothing. */
    public static final Sampling UNSAID = new Sampling(
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());

    /** Copies the list. */
    public Sampling {
        stop = List.copyOf(stop);
    }
}
