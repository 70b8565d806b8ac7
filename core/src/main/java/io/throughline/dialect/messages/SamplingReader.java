package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the fields that say how to choose tokens, and how many. */
final class SamplingReader {
    private OptionalLong maxTokens = OptionalLong.empty();
    private Optional<BigDecimal> temperature = Optional.empty();
    private Optional<BigDecimal> topP = Optional.empty();
    private OptionalLong topK = OptionalLong.empty();
    private List<String> stop = List.of();

    /** Takes a field of the request, and returns whether it is one of these. */
    boolean takes(String name, RequestValue value) {
        switch (name) {
            case "max_tokens" -> maxTokens = OptionalLong.of(value.integer());
            case "temperature" -> temperature = Optional.of(value.number());
            case "top_p" -> topP = Optional.of(value.number());
            case "top_k" -> topK = OptionalLong.of(value.integer());
            case "stop_sequences" ->
                stop = value.elements().stream().map(RequestValue::text).toList();
            default -> {
                return false;
            }
        }
        return true;
    }

    Sampling sampling() {
        return new Sampling(
                maxTokens,
                temperature,
                topP,
                topK,
                stop,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }
}
