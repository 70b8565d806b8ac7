package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.wire.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code generationConfig}. */
final class GenerationConfigReader {
    private static final long DYNAMIC = -1;

    private final List<Conversation.Further> further;
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
    private boolean json;
    private Optional<String> schema = Optional.empty();
    private Optional<Thinking> thinking = Optional.empty();

    GenerationConfigReader(List<Conversation.Further> further) {
        this.further = further;
    }

    void take(JsonAt config) {
        config.fields(this::takeField);
    }

    Sampling sampling() {
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

    /** A schema counts where JSON is asked for, and is of no use without. */
    Optional<Format> format() {
        if (!json) {
            return Optional.empty();
        }
        return Optional.of(
                schema.isPresent()
                        ? new Format.JsonSchema(Optional.empty(), Optional.empty(), schema.get(), Optional.empty())
                        : new Format.Json());
    }

    Optional<Thinking> thinking() {
        return thinking;
    }

    private void takeField(String name, JsonAt field) {
        switch (name) {
            case "maxOutputTokens" -> maxTokens = OptionalLong.of(field.longValue());
            case "temperature" -> temperature = Optional.of(field.decimal());
            case "topP" -> topP = Optional.of(field.decimal());
            case "topK" -> topK = OptionalLong.of(field.longValue());
            case "stopSequences" -> stop = field.texts();
            case "candidateCount" -> choices = OptionalLong.of(field.longValue());
            case "seed" -> seed = Optional.of(field.integer());
            case "frequencyPenalty" -> frequencyPenalty = Optional.of(field.decimal());
            case "presencePenalty" -> presencePenalty = Optional.of(field.decimal());
            case "responseLogprobs" -> logprobs = Optional.of(field.bool());
            case "logprobs" -> topLogprobs = OptionalLong.of(field.longValue());
            case "responseMimeType" -> takeMediaType(field);
            case "responseSchema" -> schema = Optional.of(JsonText.of(OpenApiSchema.toJsonSchema(field.node())));
            case "responseJsonSchema", "_responseJsonSchema" -> schema = Optional.of(field.json());
            case "responseModalities" -> takeModalities(field);
            case "thinkingConfig" -> takeThinking(field);
            case "speechConfig", "imageConfig" -> more(Feature.OUTPUT_MODALITIES, field);
            case "mediaResolution" -> more(Feature.IMAGE_DETAIL, field);
            default -> more(Feature.UNKNOWN_FIELD, field);
        }
    }

    private void takeMediaType(JsonAt field) {
        switch (field.text()) {
            case "application/json" -> json = true;
            case "text/plain", "" -> json = false;
            default ->
                throw Losses.refused(
                        field.path(),
                        field.path() + " must be text/plain or application/json: nothing else is translated");
        }
    }

    private void takeModalities(JsonAt field) {
        boolean textOnly = field.texts().stream().allMatch(word -> word.equalsIgnoreCase("text"));
        if (!textOnly) {
            more(Feature.OUTPUT_MODALITIES, field);
        }
    }

    private void takeThinking(JsonAt config) {
        ThinkingDraft draft = new ThinkingDraft();
        config.fields((name, field) -> {
            switch (name) {
                case "includeThoughts" -> draft.shown = field.bool() ? Optional.of("auto") : Optional.empty();
                case "thinkingBudget" -> draft.budget = OptionalLong.of(field.longValue());
                case "thinkingLevel" -> draft.takeLevel(field.text());
                default -> more(Feature.UNKNOWN_FIELD, field);
            }
        });
        thinking = draft.thinking();
    }

    private void more(Feature feature, JsonAt value) {
        further.add(new Conversation.Further(feature, value.path(), value.json()));
    }

    /** A configuration of thinking that is being read. */
    private static final class ThinkingDraft {
        private Optional<String> shown = Optional.empty();
        private OptionalLong budget = OptionalLong.empty();
        private Optional<String> effort = Optional.empty();

        private void takeLevel(String level) {
            String word = level.toLowerCase(Locale.ROOT);
            effort = word.equals("thinking_level_unspecified") ? Optional.empty() : Optional.of(word);
        }

        private Optional<Thinking> thinking() {
            if (budget.isPresent() && budget.getAsLong() == 0) {
                return Optional.of(new Thinking(Thinking.Mode.OFF, Optional.empty(), OptionalLong.empty(), shown));
            }
            boolean dynamic = budget.isEmpty() || budget.getAsLong() == DYNAMIC;
            if (budget.isEmpty() && effort.isEmpty() && shown.isEmpty()) {
                return Optional.empty();
            }
            boolean asItLikes = dynamic && effort.isEmpty();
            return Optional.of(new Thinking(
                    asItLikes ? Thinking.Mode.ADAPTIVE : Thinking.Mode.ON,
                    effort,
                    dynamic ? OptionalLong.empty() : budget,
                    shown));
        }
    }
}
