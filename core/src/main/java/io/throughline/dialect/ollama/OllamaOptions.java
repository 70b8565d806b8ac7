package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.Optional;

/** Writes how to choose tokens, as {@code options}. */
final class OllamaOptions {
    private final Losses losses;
    private final ObjectNode body;
    private final ObjectNode options = JsonNodeFactory.instance.objectNode();

    OllamaOptions(Losses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(Sampling sampling) {
        if (sampling.maxTokens().isPresent() && losses.takes(Feature.MAX_TOKENS)) {
            options.put("num_predict", sampling.maxTokens().getAsLong());
        }
        put(Feature.TEMPERATURE, "temperature", sampling.temperature());
        put(Feature.TOP_P, "top_p", sampling.topP());
        if (sampling.topK().isPresent() && losses.takes(Feature.TOP_K)) {
            options.put("top_k", sampling.topK().getAsLong());
        }
        if (!sampling.stop().isEmpty() && losses.takes(Feature.STOP)) {
            ArrayNode stops = options.putArray("stop");
            sampling.stop().forEach(stops::add);
        }
        sampling.seed().filter(seed -> losses.takes(Feature.SEED)).ifPresent(seed -> options.put("seed", seed));
        put(Feature.FREQUENCY_PENALTY, "frequency_penalty", sampling.frequencyPenalty());
        put(Feature.PRESENCE_PENALTY, "presence_penalty", sampling.presencePenalty());
        if (sampling.choices().orElse(1) > 1) {
            losses.takes(Feature.CHOICES);
        }
        if (sampling.logprobs().orElse(false)) {
            losses.takes(Feature.LOGPROBS);
        }
        if (!options.isEmpty()) {
            body.set("options", options);
        }
    }

    private void put(Feature feature, String field, Optional<BigDecimal> number) {
        number.filter(told -> losses.takes(feature)).ifPresent(told -> options.put(field, told));
    }
}
