package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes how to choose tokens: {@code inferenceConfig}, and what only some models have into their own fields. */
final class SamplingFields {
    private final Sampling sampling;
    private final ModelFamily family;
    private final Losses losses;

    SamplingFields(Sampling sampling, ModelFamily family, Losses losses) {
        this.sampling = sampling;
        this.family = family;
        this.losses = losses;
    }

    /**
     * Writes.
     *
     * @param budget how many tokens of the answer reasoning may take
     */
    void write(ObjectNode body, ObjectNode fields, OptionalLong budget) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (sampling.maxTokens().isPresent() && losses.takes(Feature.MAX_TOKENS)) {
            config.put("maxTokens", maxTokens(sampling.maxTokens().getAsLong(), budget));
        }
        sampling.temperature().ifPresent(temperature -> writeTemperature(temperature, config));
        sampling.topP().filter(share -> losses.takes(Feature.TOP_P)).ifPresent(share -> config.put("topP", share));
        writeStop(config);
        if (sampling.topK().isPresent() && losses.takes(Feature.TOP_K)) {
            writeTopK(sampling.topK().getAsLong(), fields);
        }
        if (!config.isEmpty()) {
            body.set("inferenceConfig", config);
        }
        passUnwritten();
    }

    private long maxTokens(long asked, OptionalLong budget) {
        if (budget.isEmpty() || budget.getAsLong() < asked) {
            return asked;
        }
        long raised = asked > Long.MAX_VALUE - budget.getAsLong() ? asked : asked + budget.getAsLong();
        losses.emulate(losses.path(Feature.MAX_TOKENS), "raised by the tokens to reason with, to " + raised);
        return raised;
    }

    private void writeTemperature(BigDecimal temperature, ObjectNode config) {
        if (!losses.takes(Feature.TEMPERATURE)) {
            return;
        } else if (temperature.compareTo(BigDecimal.ONE) > 0) {
            throw losses.refusal(losses.path(Feature.TEMPERATURE), "it may be 0 to 1");
        }
        config.put("temperature", temperature);
    }

    private void writeStop(ObjectNode config) {
        List<String> stop = sampling.stop();
        if (stop.isEmpty() || !losses.takes(Feature.STOP)) {
            return;
        }
        // Claude refuses white space, all others but nothing at all
        List<String> sent = stop.stream()
                .filter(text -> family == ModelFamily.CLAUDE ? !text.isBlank() : !text.isEmpty())
                .toList();
        if (sent.size() < stop.size()) {
            losses.drop(losses.path(Feature.STOP), "blank stop sequences are not taken");
        }
        if (!sent.isEmpty()) {
            ArrayNode told = config.putArray("stopSequences");
            sent.forEach(told::add);
        }
    }

    private void writeTopK(long topK, ObjectNode fields) {
        switch (family) {
            case CLAUDE, MISTRAL -> fields.put("top_k", topK);
            case NOVA, NOVA_2 -> fields.putObject("inferenceConfig").put("topK", topK);
            case COHERE -> fields.put("k", topK);
            default -> throw losses.refusal(losses.path(Feature.TOP_K), "the model has no such setting");
        }
    }

    private void passUnwritten() {
        if (sampling.choices().orElse(1) != 1) {
            losses.takes(Feature.CHOICES);
        }
        if (sampling.seed().isPresent()) {
            losses.takes(Feature.SEED);
        }
        if (isSet(sampling.frequencyPenalty())) {
            losses.takes(Feature.FREQUENCY_PENALTY);
        }
        if (isSet(sampling.presencePenalty())) {
            losses.takes(Feature.PRESENCE_PENALTY);
        }
        if (sampling.logprobs().orElse(false) || sampling.topLogprobs().orElse(0) > 0) {
            losses.takes(Feature.LOGPROBS);
        }
    }

    private static boolean isSet(Optional<BigDecimal> penalty) {
        return penalty.filter(value -> value.signum() != 0).isPresent();
    }
}
