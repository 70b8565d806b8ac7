package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads the usage of OpenAI's dialects into buckets that never overlap, whatever the provider counts in or beside what. */
final class ChatUsage {
    private ChatUsage() {}

    /** Reads {@code prompt_tokens} and {@code completion_tokens} with their details. */
    static Optional<Usage> chat(JsonNode usage, UsageConvention convention) {
        if (!usage.isObject() || !(usage.has("prompt_tokens") || usage.has("completion_tokens"))) {
            return Optional.empty();
        }
        JsonNode in = usage.path("prompt_tokens_details");
        JsonNode out = usage.path("completion_tokens_details");
        long cached = first(
                Json.count(in, "cached_tokens"),
                Json.count(usage, "cached_tokens"),
                Json.count(usage, "num_cached_tokens"),
                Json.count(usage, "prompt_cache_hit_tokens"));
        long reasoning = first(Json.count(out, "reasoning_tokens"), Json.count(usage, "reasoning_tokens"));
        return Optional.of(buckets(
                convention,
                Json.count(usage, "prompt_tokens"),
                cached,
                first(Json.count(in, "cache_write_tokens"), Json.count(in, "cache_creation_tokens")),
                Json.count(in, "audio_tokens"),
                Json.count(in, "image_tokens"),
                Json.count(usage, "completion_tokens"),
                reasoning,
                Json.count(out, "audio_tokens")));
    }

    /** Reads {@code input_tokens} and {@code output_tokens} with their details. */
    static Optional<Usage> responses(JsonNode usage) {
        if (!usage.isObject() || !(usage.has("input_tokens") || usage.has("output_tokens"))) {
            return Optional.empty();
        }
        JsonNode in = usage.path("input_tokens_details");
        JsonNode out = usage.path("output_tokens_details");
        return Optional.of(buckets(
                UsageConvention.STANDARD,
                Json.count(usage, "input_tokens"),
                Json.count(in, "cached_tokens"),
                Json.count(in, "cache_write_tokens"),
                Json.count(in, "audio_tokens"),
                Json.count(in, "image_tokens"),
                Json.count(usage, "output_tokens"),
                Json.count(out, "reasoning_tokens"),
                Json.count(out, "audio_tokens")));
    }

    /** Parts are cut to what they are parts of: some providers count them with another tokenizer. */
    private static Usage buckets(
            UsageConvention convention,
            long prompt,
            long cachedPart,
            long writtenPart,
            long audioIn,
            long imagePart,
            long completion,
            long reasoningPart,
            long audioOut) {
        boolean audioBeside = convention == UsageConvention.AUDIO_BESIDE_INPUT;
        boolean reasoningBeside = convention == UsageConvention.REASONING_BESIDE_OUTPUT;
        long left = prompt;
        long cached = Math.min(cachedPart, left);
        left -= cached;
        long written = Math.min(writtenPart, left);
        left -= written;
        long audio = audioBeside ? audioIn : Math.min(audioIn, left);
        left -= audioBeside ? 0 : audio;
        long image = Math.min(imagePart, left);
        left -= image;
        long said = completion;
        long reasoning = reasoningBeside ? reasoningPart : Math.min(reasoningPart, said);
        said -= reasoningBeside ? 0 : reasoning;
        long spoken = Math.min(audioOut, said);
        return new Usage(left, cached, written, 0, audio, image, said - spoken, reasoning, spoken);
    }

    private static long first(long... counts) {
        for (long count : counts) {
            if (count > 0) {
                return count;
            }
        }
        return 0;
    }
}
