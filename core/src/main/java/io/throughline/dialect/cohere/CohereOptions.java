package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.Optional;

/** Writes how to choose tokens, the form of the answer, and whether to reason. */
final class CohereOptions {
    private final Losses losses;
    private final ObjectNode body;

    CohereOptions(Losses losses, ObjectNode body) {
        this.losses = losses;
        this.body = body;
    }

    void write(Conversation asked) {
        writeSampling(asked.sampling());
        asked.format().ifPresent(format -> writeFormat(format, !asked.tools().isEmpty()));
        asked.thinking().ifPresent(this::writeThinking);
    }

    private void writeSampling(Sampling sampling) {
        if (sampling.maxTokens().isPresent() && losses.takes(Feature.MAX_TOKENS)) {
            body.put("max_tokens", sampling.maxTokens().getAsLong());
        }
        writeShare(Feature.TEMPERATURE, "temperature", sampling.temperature());
        writeShare(Feature.TOP_P, "p", sampling.topP());
        if (sampling.topK().isPresent() && losses.takes(Feature.TOP_K)) {
            body.put("k", sampling.topK().getAsLong());
        }
        if (!sampling.stop().isEmpty() && losses.takes(Feature.STOP)) {
            ArrayNode stops = body.putArray("stop_sequences");
            sampling.stop().forEach(stops::add);
        }
        sampling.seed().filter(seed -> losses.takes(Feature.SEED)).ifPresent(seed -> body.put("seed", seed));
        writeShare(Feature.FREQUENCY_PENALTY, "frequency_penalty", sampling.frequencyPenalty());
        writeShare(Feature.PRESENCE_PENALTY, "presence_penalty", sampling.presencePenalty());
        if (sampling.choices().orElse(1) > 1) {
            losses.takes(Feature.CHOICES);
        }
        if (sampling.logprobs().orElse(false)) {
            losses.takes(Feature.LOGPROBS);
        }
    }

    /** Writes a number between 0 and 1: a client's dialect may allow more, which means nothing to Cohere. */
    private void writeShare(Feature feature, String field, Optional<BigDecimal> number) {
        if (number.isEmpty() || !losses.takes(feature)) {
            return;
        }
        BigDecimal told = number.get();
        if (told.signum() < 0 || told.compareTo(BigDecimal.ONE) > 0) {
            throw losses.refusal(losses.path(feature), "it must be between 0 and 1 there");
        }
        body.put(field, told);
    }

    private void writeFormat(Format format, boolean withTools) {
        Feature feature = format instanceof Format.Json ? Feature.JSON_MODE : Feature.JSON_SCHEMA;
        if (!losses.takes(feature)) {
            return;
        }
        if (withTools) {
            throw losses.refusal(losses.path(feature), "not together with tools");
        }
        ObjectNode written = body.putObject("response_format").put("type", "json_object");
        if (format instanceof Format.JsonSchema told) {
            written.set("json_schema", CohereTools.json(told.schema()));
        }
    }

    private void writeThinking(Thinking thinking) {
        if (thinking.summary().isPresent()) {
            losses.takes(Feature.REASONING_SUMMARY);
        }
        if (thinking.mode() == Thinking.Mode.OFF) {
            if (losses.takes(Feature.REASONING_OFF)) {
                body.putObject("thinking").put("type", "disabled");
            }
            return;
        }
        boolean effort = thinking.effort().isPresent() && losses.takes(Feature.REASONING_EFFORT);
        boolean budget = thinking.budget().isPresent() && losses.takes(Feature.REASONING_BUDGET);
        if (effort || budget || thinking.mode() == Thinking.Mode.ON) {
            ObjectNode written = body.putObject("thinking").put("type", "enabled");
            if (budget) {
                written.put("token_budget", thinking.budget().getAsLong());
            }
        }
    }
}
