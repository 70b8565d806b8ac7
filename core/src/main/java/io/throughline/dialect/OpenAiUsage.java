package io.throughline.dialect;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as OpenAI's endpoints and those like them tell them: totals of input and output, with parts that are among them.
 *
 * <p>Counts may be told many times in one answer, whole or in part; the last one told of each counts. Used by one thread at a time.
 */
public final class OpenAiUsage {
    private static final long ABSENT = Long.MIN_VALUE;
    /** More tokens than any call has: keeps sums from overflowing. */
    private static final long MOST = 1L << 50;

    private final UsageConvention convention;
    private long input = ABSENT;
    private long output = ABSENT;
    private long total = ABSENT;
    private long cacheRead = ABSENT;
    private long flatCacheRead = ABSENT;
    private long cacheWrite = ABSENT;
    private long audioInput = ABSENT;
    private long image = ABSENT;
    private long reasoning = ABSENT;
    private long audioOutput = ABSENT;
    private @Nullable String tier;

    /**
     * Makes counts of which none is told.
     *
     * @param convention how the provider counts
     */
    public OpenAiUsage(UsageConvention convention) {
        this.convention = convention;
    }

    /** Takes the object {@code usage} that the reader stands on; anything else is passed over. */
    public void read(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "prompt_tokens", "input_tokens" -> input = in.integer(input);
                case "completion_tokens", "output_tokens" -> output = in.integer(output);
                case "total_tokens" -> total = in.integer(total);
                case "prompt_tokens_details", "input_tokens_details" -> readInputDetails(in);
                case "completion_tokens_details", "output_tokens_details" -> readOutputDetails(in);
                case "cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens" ->
                    flatCacheRead = in.integer(flatCacheRead);
                case "cache_creation_input_tokens" -> cacheWrite = in.integer(cacheWrite);
                case "reasoning_tokens" -> reasoning = in.integer(reasoning);
                case "service_tier" -> tier = in.nonEmptyText();
                default -> {}
            }
        }
    }

    /** Returns the counts in buckets, where any was told. */
    public Optional<Usage> usage() {
        if (input == ABSENT && output == ABSENT && total == ABSENT) {
            return Optional.empty();
        }
        long allOutput = count(output);
        long allInput = input == ABSENT ? Math.max(0, count(total) - allOutput) : count(input);
        if (convention == UsageConvention.REASONING_BESIDE_OUTPUT) {
            allOutput += count(reasoning);
        } else if (convention == UsageConvention.AUDIO_BESIDE_INPUT) {
            allInput += count(audioInput);
        }
        Shares in = new Shares(allInput);
        long read = in.take(count(cacheRead == ABSENT ? flatCacheRead : cacheRead));
        long written = in.take(count(cacheWrite));
        long heard = in.take(count(audioInput));
        long seen = in.take(count(image));
        Shares out = new Shares(allOutput);
        long thought = out.take(count(reasoning));
        long spoken = out.take(count(audioOutput));
        return Optional.of(new Usage(in.rest, read, written, 0, heard, seen, out.rest, thought, spoken));
    }

    /** Returns the tier that stands among the counts, as with Mistral. */
    public Optional<String> tier() {
        return Optional.ofNullable(tier);
    }

    private void readInputDetails(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "cached_tokens" -> cacheRead = in.integer(cacheRead);
                case "cache_write_tokens" -> cacheWrite = in.integer(cacheWrite);
                case "audio_tokens" -> audioInput = in.integer(audioInput);
                case "image_tokens" -> image = in.integer(image);
                default -> {}
            }
        }
    }

    private void readOutputDetails(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "reasoning_tokens" -> reasoning = in.integer(reasoning);
                case "audio_tokens" -> audioOutput = in.integer(audioOutput);
                default -> {}
            }
        }
    }

    private static long count(long told) {
        return Math.min(Math.max(told, 0), MOST);
    }

    /** A total, out of which parts are taken; no part is larger than what is left of it, whatever the provider says. */
    private static final class Shares {
        private long rest;

        private Shares(long total) {
            rest = total;
        }

        private long take(long part) {
            long taken = Math.min(part, rest);
            rest -= taken;
            return taken;
        }
    }
}
