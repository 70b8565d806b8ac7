package io.throughline.dialect.gemini;

import io.throughline.dialect.Usage;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as Gemini tells them: what was read from the cache is among the prompt's tokens; thoughts stand beside those of the candidates, and
 * the results of the provider's own tools beside those of the prompt. Each count told later stands for the one before.
 */
final class GeminiUsage {
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long MOST = 1L << 50;

    private long prompt = ABSENT;
    private long cached = ABSENT;
    private long toolPrompt = ABSENT;
    private long candidates = ABSENT;
    private long thoughts = ABSENT;
    private Modalities promptModalities = Modalities.NONE;
    private Modalities cachedModalities = Modalities.NONE;
    private Modalities answerModalities = Modalities.NONE;
    private @Nullable String tier;

    void read(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "promptTokenCount" -> prompt = in.integer(prompt);
                case "cachedContentTokenCount" -> cached = in.integer(cached);
                case "toolUsePromptTokenCount" -> toolPrompt = in.integer(toolPrompt);
                case "candidatesTokenCount" -> candidates = in.integer(candidates);
                case "thoughtsTokenCount" -> thoughts = in.integer(thoughts);
                case "promptTokensDetails" -> promptModalities = Modalities.read(in);
                case "cacheTokensDetails" -> cachedModalities = Modalities.read(in);
                case "candidatesTokensDetails" -> answerModalities = Modalities.read(in);
                case "serviceTier" -> tier = in.nonEmptyText();
                case "trafficType" -> readTraffic(in);
                default -> {}
            }
        }
    }

    Optional<Usage> usage() {
        if (prompt == ABSENT && candidates == ABSENT && thoughts == ABSENT) {
            return Optional.empty();
        }
        long input = count(prompt);
        long read = Math.min(count(cached), input);
        long uncached = input - read;
        long audio = Math.min(count(promptModalities.audio() - cachedModalities.audio()), uncached);
        long image = Math.min(count(promptModalities.image() - cachedModalities.image()), uncached - audio);
        long output = count(candidates);
        long audioOutput = Math.min(answerModalities.audio(), output);
        return Optional.of(new Usage(
                uncached - audio - image + count(toolPrompt),
                read,
                0,
                0,
                audio,
                image,
                output - audioOutput,
                count(thoughts),
                audioOutput));
    }

    Optional<String> tier() {
        return Optional.ofNullable(tier);
    }

    /** Vertex names the tiers that are not the usual one by the kind of traffic. */
    private void readTraffic(JsonReader in) throws IOException {
        String traffic = in.text();
        if ("ON_DEMAND_PRIORITY".equals(traffic)) {
            tier = "priority";
        } else if ("ON_DEMAND_FLEX".equals(traffic)) {
            tier = "flex";
        }
    }

    private static long count(long told) {
        return Math.min(Math.max(told, 0), MOST);
    }

    /** Tokens by what they stand for. */
    private record Modalities(long audio, long image) {
        private static final Modalities NONE = new Modalities(0, 0);

        private static Modalities read(JsonReader in) throws IOException {
            Modalities sum = NONE;
            if (in.array()) {
                while (in.element()) {
                    sum = sum.plus(in);
                }
            }
            return sum;
        }

        private Modalities plus(JsonReader in) throws IOException {
            if (!in.object()) {
                return this;
            }
            String modality = "";
            long tokens = 0;
            String field;
            while ((field = in.field()) != null) {
                if (field.equals("modality")) {
                    modality = String.valueOf(in.scalar());
                } else if (field.equals("tokenCount")) {
                    tokens = count(in.integer(0));
                }
            }
            return switch (modality) {
                case "AUDIO", "4" -> new Modalities(audio + tokens, image);
                case "IMAGE", "2" -> new Modalities(audio, image + tokens);
                default -> this;
            };
        }
    }
}
