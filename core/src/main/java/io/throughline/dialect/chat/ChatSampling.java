package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of a request that say how to choose tokens. */
final class ChatSampling {
    private OptionalLong maxTokens = OptionalLong.empty();
    private Optional<BigDecimal> temperature = Optional.empty();
    private Optional<BigDecimal> topP = Optional.empty();
    private OptionalLong topK = OptionalLong.empty();
    private List<String> stop = List.of();
    private OptionalLong choices = OptionalLong.empty();
    private Optional<BigInteger> seed = Optional.empty();
    private Optional<BigDecimal> frequencyPenalty = Optional.empty();
    private Optional<BigDecimal> presencePenalty = Optional.empty();
    private Optional<Boolean> logprobs = Optional.empty();
    private OptionalLong topLogprobs = OptionalLong.empty();

    /** Takes a field, and returns whether it is one of these. */
    boolean take(Value field) {
        switch (field.name()) {
            case "max_tokens", "max_completion_tokens" -> takeMaxTokens(field);
            case "temperature" -> temperature = Optional.of(field.decimal());
            case "top_p" -> topP = Optional.of(field.decimal());
            case "top_k" -> topK = OptionalLong.of(field.integer());
            case "stop" -> stop = stops(field);
            case "n" -> choices = OptionalLong.of(field.integer());
            case "seed", "random_seed" -> seed = Optional.of(field.bigInteger());
            case "frequency_penalty" -> frequencyPenalty = Optional.of(field.decimal());
            case "presence_penalty" -> presencePenalty = Optional.of(field.decimal());
            case "logprobs" -> logprobs = Optional.of(field.bool());
            case "top_logprobs" -> topLogprobs = OptionalLong.of(field.integer());
            default -> {
                return false;
            }
        }
        return true;
    }

    Sampling toSampling() {
        return new Sampling(
                maxTokens,
                temperature,
                topP,
                topK,
                stop,
                choices,
                seed,
                frequencyPenalty,
                presencePenalty,
                logprobs,
                topLogprobs);
    }

    private void takeMaxTokens(Value field) {
        long told = field.integer();
        if (maxTokens.isPresent() && maxTokens.getAsLong() != told) {
            throw Losses.refused(field.path(), "max_tokens and max_completion_tokens are both given and differ");
        }
        maxTokens = OptionalLong.of(told);
    }

    private static List<String> stops(Value field) {
        if (field.isText()) {
            return List.of(field.text());
        }
        if (!field.isArray()) {
            throw field.wrong("a string or an array of strings");
        }
        List<String> stops = new ArrayList<>();
        field.elements().forEach(element -> stops.add(element.text()));
        return stops;
    }
}
