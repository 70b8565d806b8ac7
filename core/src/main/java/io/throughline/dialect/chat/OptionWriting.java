package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Sampling;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Writes how to choose tokens, what form the answer has, and who asks. */
final class OptionWriting {
    private final Target target;
    private final SentNames names;
    private final ObjectNode body;

    OptionWriting(Target target, SentNames names, ObjectNode body) {
        this.target = target;
        this.names = names;
        this.body = body;
    }

    void write(Conversation asked) {
        writeSampling(asked.sampling());
        asked.format().ifPresent(format -> writeFormat(format, asked));
        asked.user().filter(user -> target.takes(Feature.USER)).ifPresent(user -> body.put("user", user));
        asked.serviceTier().filter(tier -> target.takes(Feature.SERVICE_TIER)).ifPresent(this::writeTier);
    }

    private void writeSampling(Sampling sampling) {
        if (sampling.maxTokens().isPresent() && target.takes(Feature.MAX_TOKENS)) {
            String field = target.has(Quirk.MAX_TOKENS_ONLY) ? "max_tokens" : "max_completion_tokens";
            body.put(field, sampling.maxTokens().getAsLong());
        }
        put("temperature", Feature.TEMPERATURE, sampling.temperature());
        put("top_p", Feature.TOP_P, sampling.topP());
        if (sampling.topK().isPresent() && (target.has(Quirk.TOP_K) || target.takes(Feature.TOP_K))) {
            body.put("top_k", sampling.topK().getAsLong());
        }
        if (!sampling.stop().isEmpty() && target.takes(Feature.STOP)) {
            sampling.stop().forEach(body.putArray("stop")::add);
        }
        // one answer is what comes anyway
        if (sampling.choices().orElse(1) != 1 && target.takes(Feature.CHOICES)) {
            body.put("n", sampling.choices().getAsLong());
        }
        if (sampling.seed().isPresent() && target.takes(Feature.SEED)) {
            String field = target.has(Quirk.RANDOM_SEED) ? "random_seed" : "seed";
            body.put(field, sampling.seed().get());
        }
        putPenalty("frequency_penalty", Feature.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        putPenalty("presence_penalty", Feature.PRESENCE_PENALTY, sampling.presencePenalty());
        writeLogprobs(sampling);
    }

    private void writeLogprobs(Sampling sampling) {
        if (sampling.logprobs().orElse(false) || sampling.topLogprobs().isPresent()) {
            if (target.takes(Feature.LOGPROBS)) {
                sampling.logprobs().ifPresent(wanted -> body.put("logprobs", wanted));
                sampling.topLogprobs().ifPresent(count -> body.put("top_logprobs", count));
            }
        }
    }

    private void put(String field, Feature feature, Optional<BigDecimal> value) {
        if (value.isPresent() && target.takes(feature)) {
            body.put(field, value.get());
        }
    }

    /** A penalty of nothing asks for nothing. */
    private void putPenalty(String field, Feature feature, Optional<BigDecimal> value) {
        boolean asksForNothing = value.isPresent() && value.get().signum() == 0 && !target.isMapped(feature);
        if (!asksForNothing) {
            put(field, feature, value);
        }
    }

    private void writeFormat(Format format, Conversation asked) {
        if (format instanceof Format.Json) {
            if (target.takes(Feature.JSON_MODE)) {
                body.putObject("response_format").put("type", "json_object");
            }
        } else if (format instanceof Format.JsonSchema schema && target.isEmulated(Feature.JSON_SCHEMA)) {
            new SchemaEmulation(target, names, body).write(asked, schema);
        } else if (format instanceof Format.JsonSchema schema && target.takes(Feature.JSON_SCHEMA)) {
            ObjectNode written =
                    body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
            written.put("name", schema.name().map(OptionWriting::schemaName).orElse("answer"));
            schema.description().ifPresent(words -> written.put("description", words));
            written.set("schema", Tree.of(schema.schema()));
            schema.strict().ifPresent(strict -> written.put("strict", strict));
        }
    }

    private static String schemaName(String name) {
        String plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return plain.isEmpty() ? "answer" : plain.substring(0, Math.min(plain.length(), 64));
    }

    private void writeTier(String tier) {
        String word = tier.toLowerCase(Locale.ROOT);
        switch (word) {
            case "auto", "default", "flex", "scale", "priority" -> body.put("service_tier", word);
            case "standard", "standard_only" -> body.put("service_tier", "default");
            default -> target.losses().drop(target.losses().path(Feature.SERVICE_TIER), "the tier has no name there");
        }
    }
}
