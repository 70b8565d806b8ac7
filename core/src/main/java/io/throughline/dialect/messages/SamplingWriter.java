package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.Optional;

/** Tells how to choose tokens. */
final class SamplingWriter {
    /** The least top_p that is taken while the model thinks. */
    private static final BigDecimal LEAST_THINKING_TOP_P = new BigDecimal("0.95");

    private final ClaudeModel model;
    private final boolean thinking;
    private final Losses losses;

    SamplingWriter(ClaudeModel model, boolean thinking, Losses losses) {
        this.model = model;
        this.thinking = thinking;
        this.losses = losses;
    }

    void write(Sampling asked, ObjectNode body) {
        boolean warm = asked.temperature().filter(this::temperature).isPresent();
        if (warm) {
            body.put("temperature", asked.temperature().orElseThrow());
        }
        asked.topP().filter(topP -> topP(topP, warm)).ifPresent(topP -> body.put("top_p", topP));
        if (asked.topK().isPresent() && losses.takes(Feature.TOP_K) && topK()) {
            body.put("top_k", asked.topK().getAsLong());
        }
        stop(asked, body);
        refuse(asked);
    }

    private boolean temperature(BigDecimal temperature) {
        if (!losses.takes(Feature.TEMPERATURE)) {
            return false;
        }
        int beside = temperature.compareTo(BigDecimal.ONE);
        if (beside > 0) {
            throw losses.refusal(losses.path(Feature.TEMPERATURE), "it must be from 0 to 1");
        }
        return beside == 0 ? !isFixed() : takenWhileFree(Feature.TEMPERATURE);
    }

    private boolean topP(BigDecimal topP, boolean warm) {
        if (!losses.takes(Feature.TOP_P)) {
            return false;
        }
        if (topP.compareTo(BigDecimal.ONE) == 0) {
            return !isFixed() && !warm;
        }
        if (warm && model.refusesTopPBesideTemperature()) {
            losses.drop(losses.path(Feature.TOP_P), "the model takes either this or a temperature");
            return false;
        }
        boolean wide = !model.refusesSampling() && topP.compareTo(LEAST_THINKING_TOP_P) >= 0;
        return wide || takenWhileFree(Feature.TOP_P);
    }

    private boolean topK() {
        return takenWhileFree(Feature.TOP_K);
    }

    private boolean takenWhileFree(Feature feature) {
        if (isFixed()) {
            losses.drop(
                    losses.path(feature),
                    model.refusesSampling()
                            ? "the model does not take it"
                            : "the model does not take it while it reasons");
        }
        return !isFixed();
    }

    private boolean isFixed() {
        return model.refusesSampling() || thinking;
    }

    private void stop(Sampling asked, ObjectNode body) {
        ArrayNode stop = JsonNodeFactory.instance.arrayNode();
        for (String sequence : asked.stop()) {
            if (!sequence.isBlank()) {
                stop.add(sequence);
            } else if (!sequence.isEmpty()) {
                losses.drop(losses.path(Feature.STOP), "a sequence of white space alone is not taken");
            }
        }
        if (!stop.isEmpty() && losses.takes(Feature.STOP)) {
            body.set("stop_sequences", stop);
        }
    }

    /** Asks about what has no field at all; what is as if it were not said is passed over. */
    private void refuse(Sampling asked) {
        if (asked.choices().orElse(1) != 1) {
            losses.takes(Feature.CHOICES);
        }
        if (asked.seed().isPresent()) {
            losses.takes(Feature.SEED);
        }
        if (isSet(asked.frequencyPenalty())) {
            losses.takes(Feature.FREQUENCY_PENALTY);
        }
        if (isSet(asked.presencePenalty())) {
            losses.takes(Feature.PRESENCE_PENALTY);
        }
        if (asked.logprobs().orElse(false) || asked.topLogprobs().orElse(0) > 0) {
            losses.takes(Feature.LOGPROBS);
        }
    }

    private static boolean isSet(Optional<BigDecimal> penalty) {
        return penalty.isPresent() && penalty.get().signum() != 0;
    }
}
