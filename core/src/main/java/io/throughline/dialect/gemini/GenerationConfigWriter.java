package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes {@code generationConfig}. */
final class GenerationConfigWriter {
    private static final int MOST_STOPS = 5;
    private static final int SEED_BITS = 31;

    private final ModelGeneration model;
    private final Losses losses;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    GenerationConfigWriter(ModelGeneration model, Losses losses) {
        this.model = model;
        this.losses = losses;
    }

    void write(Conversation asked, ObjectNode body) {
        writeSampling(asked.sampling());
        asked.format().ifPresent(format -> writeFormat(format, asked));
        asked.thinking()
                .ifPresent(thinking -> new ThinkingWriter(model, losses)
                        .write(thinking)
                        .ifPresent(written -> config.set("thinkingConfig", written)));
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
    }

    /** Returns whether modalities that were asked for are no more than text. */
    static boolean isTextOnly(String json) {
        try {
            JsonNode words = JsonText.parse(json);
            boolean all = words.isArray();
            for (JsonNode word : words) {
                all &= word.asText().equalsIgnoreCase("text");
            }
            return all;
        } catch (IOException e) {
            return false;
        }
    }

    private void writeSampling(Sampling sampling) {
        put(Feature.MAX_TOKENS, "maxOutputTokens", sampling.maxTokens());
        put(Feature.TEMPERATURE, "temperature", sampling.temperature());
        put(Feature.TOP_P, "topP", sampling.topP());
        put(Feature.TOP_K, "topK", sampling.topK());
        writeStop(sampling.stop());
        if (sampling.choices().orElse(1) != 1) {
            put(Feature.CHOICES, "candidateCount", sampling.choices());
        }
        sampling.seed().ifPresent(this::writeSeed);
        put(Feature.FREQUENCY_PENALTY, "frequencyPenalty", nonZero(sampling.frequencyPenalty()));
        put(Feature.PRESENCE_PENALTY, "presencePenalty", nonZero(sampling.presencePenalty()));
        if (sampling.logprobs().orElse(false) && losses.takes(Feature.LOGPROBS)) {
            config.put("responseLogprobs", true);
            sampling.topLogprobs().ifPresent(count -> config.put("logprobs", count));
        }
    }

    private void writeStop(List<String> stop) {
        List<String> told = stop.stream().filter(text -> !text.isEmpty()).toList();
        if (told.size() > MOST_STOPS) {
            throw losses.refusal(losses.path(Feature.STOP), "at most " + MOST_STOPS + " are taken");
        }
        if (!told.isEmpty() && losses.takes(Feature.STOP)) {
            ArrayNode out = config.putArray("stopSequences");
            told.forEach(out::add);
        }
    }

    private void writeSeed(BigInteger seed) {
        if (seed.bitLength() > SEED_BITS) {
            losses.drop(losses.path(Feature.SEED), "seeds have 32 bits");
        } else if (losses.takes(Feature.SEED)) {
            config.put("seed", seed);
        }
    }

    private void writeFormat(Format format, Conversation asked) {
        Feature feature = format instanceof Format.Json ? Feature.JSON_MODE : Feature.JSON_SCHEMA;
        if (!losses.takes(feature)) {
            return;
        }
        if (!asked.tools().isEmpty() && !model.isThird()) {
            throw losses.refusal(losses.path(feature), "before Gemini 3, JSON and tools exclude each other");
        }
        config.put("responseMimeType", "application/json");
        if (format instanceof Format.JsonSchema schema) {
            config.set("responseJsonSchema", SchemaCleaner.answer(schema.schema(), losses.path(feature)));
        }
    }

    private void put(Feature feature, String name, OptionalLong value) {
        if (value.isPresent() && losses.takes(feature)) {
            config.put(name, value.getAsLong());
        }
    }

    private void put(Feature feature, String name, Optional<BigDecimal> value) {
        if (value.isPresent() && losses.takes(feature)) {
            config.put(name, value.get());
        }
    }

    private static Optional<BigDecimal> nonZero(Optional<BigDecimal> value) {
        return value.filter(number -> number.signum() != 0);
    }
}
