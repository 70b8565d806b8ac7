package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.Optional;

/** Writes how the answer is to be made. */
final class OptionWriter {
    /** OpenAI refuses a smaller limit. */
    private static final long FEWEST_TOKENS = 16;

    private static final int LONGEST_USER = 64;

    private final Losses losses;

    OptionWriter(Losses losses) {
        this.losses = losses;
    }

    void write(Conversation asked, ObjectNode body) {
        writeSampling(asked.sampling(), body);
        refuseSampling(asked.sampling());
        asked.format().ifPresent(format -> writeFormat(format, body));
        asked.thinking().ifPresent(thinking -> new ThinkingWriter(losses).write(thinking, body));
        asked.user().ifPresent(user -> writeUser(user, body));
        asked.serviceTier().ifPresent(tier -> writeTier(tier, body));
        boolean store = asked.further().stream()
                .anyMatch(field ->
                        field.feature() == Feature.STORE && field.json().equals("true"));
        // the provider's own default is to store
        body.put("store", store && losses.takes(Feature.STORE));
        if (!body.path("store").asBoolean()
                && asked.thinking().filter(OptionWriter::thinks).isPresent()) {
            body.withArray("include").add("reasoning.encrypted_content");
        }
    }

    private static boolean thinks(Thinking thinking) {
        return thinking.mode() != Thinking.Mode.OFF;
    }

    private void writeSampling(Sampling sampling, ObjectNode body) {
        if (sampling.maxTokens().isPresent() && losses.takes(Feature.MAX_TOKENS)) {
            long limit = sampling.maxTokens().getAsLong();
            if (limit < FEWEST_TOKENS) {
                losses.emulate(losses.path(Feature.MAX_TOKENS), "as 16, the least that the provider takes");
            }
            body.put("max_output_tokens", Math.max(limit, FEWEST_TOKENS));
        }
        put(sampling.temperature(), Feature.TEMPERATURE, "temperature", body);
        put(sampling.topP(), Feature.TOP_P, "top_p", body);
        if (sampling.logprobs().orElse(false) && losses.takes(Feature.LOGPROBS)) {
            body.withArray("include").add("message.output_text.logprobs");
            sampling.topLogprobs().ifPresent(count -> body.put("top_logprobs", count));
        }
    }

    private void put(Optional<BigDecimal> number, Feature feature, String field, ObjectNode body) {
        number.filter(value -> losses.takes(feature)).ifPresent(value -> body.put(field, value));
    }

    /** What the dialect has no field for. */
    private void refuseSampling(Sampling sampling) {
        takesNone(sampling.topK().isPresent(), Feature.TOP_K);
        takesNone(!sampling.stop().isEmpty(), Feature.STOP);
        takesNone(sampling.choices().orElse(1) != 1, Feature.CHOICES);
        takesNone(sampling.seed().isPresent(), Feature.SEED);
        takesNone(isNotZero(sampling.frequencyPenalty()), Feature.FREQUENCY_PENALTY);
        takesNone(isNotZero(sampling.presencePenalty()), Feature.PRESENCE_PENALTY);
    }

    private void takesNone(boolean asked, Feature feature) {
        if (asked) {
            losses.takes(feature);
        }
    }

    private static boolean isNotZero(Optional<BigDecimal> penalty) {
        return penalty.filter(value -> value.signum() != 0).isPresent();
    }

    private void writeFormat(Format format, ObjectNode body) {
        if (format instanceof Format.Json) {
            if (losses.takes(Feature.JSON_MODE)) {
                body.withObject("/text").putObject("format").put("type", "json_object");
            }
        } else if (format instanceof Format.JsonSchema schema && losses.takes(Feature.JSON_SCHEMA)) {
            ObjectNode told = body.withObject("/text").putObject("format").put("type", "json_schema");
            told.put("name", schema.name().orElse("answer"));
            schema.description().ifPresent(text -> told.put("description", text));
            told.set("schema", Tree.of(schema.schema()));
            schema.strict().ifPresent(strict -> told.put("strict", strict));
        }
    }

    private void writeUser(String user, ObjectNode body) {
        if (!losses.takes(Feature.USER)) {
            return;
        }
        if (user.length() > LONGEST_USER) {
            losses.emulate(losses.path(Feature.USER), "by its SHA-256, since it is longer than 64 characters");
        }
        body.put("safety_identifier", user.length() > LONGEST_USER ? Digest.of(user, LONGEST_USER) : user);
    }

    private void writeTier(String tier, ObjectNode body) {
        if (!losses.takes(Feature.SERVICE_TIER)) {
            return;
        }
        switch (tier) {
            case "auto", "default", "flex", "scale", "priority" -> body.put("service_tier", tier);
            case "standard_only", "standard" -> body.put("service_tier", "default");
            default -> losses.drop(losses.path(Feature.SERVICE_TIER), "the provider has no tier " + tier);
        }
    }
}
