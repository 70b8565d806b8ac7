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
    private final UsageConvention convention;
    private final ToldCount input = new ToldCount();
    private final ToldCount output = new ToldCount();
    private final ToldCount total = new ToldCount();
    private final ToldCount cacheRead = new ToldCount();
    private final ToldCount flatCacheRead = new ToldCount();
    private final ToldCount cacheWrite = new ToldCount();
    private final ToldCount audioInput = new ToldCount();
    private final ToldCount image = new ToldCount();
    private final ToldCount reasoning = new ToldCount();
    private final ToldCount audioOutput = new ToldCount();
    private final ToldCount searches = new ToldCount();
    private final ToldCost cost = new ToldCost();
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
                case "prompt_tokens", "input_tokens" -> input.read(in);
                case "completion_tokens", "output_tokens" -> output.read(in);
                case "total_tokens" -> total.read(in);
                case "prompt_tokens_details", "input_tokens_details" -> readInputDetails(in);
                case "completion_tokens_details", "output_tokens_details" -> readOutputDetails(in);
                case "cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens" -> flatCacheRead.read(in);
                case "cache_creation_input_tokens" -> cacheWrite.read(in);
                case "reasoning_tokens" -> reasoning.read(in);
                case "num_search_queries" -> searches.read(in);
                case "server_side_tool_usage_details" -> readToolDetails(in);
                case "cost" -> cost.read(in);
                case "cost_in_usd_ticks" -> cost.readTicks(in);
                case "cost_details" -> cost.readDetails(in);
                case "is_byok" -> cost.readOwnKey(in);
                case "service_tier" -> tier = in.nonEmptyText();
                default -> {}
            }
        }
    }

    /** Returns the counts in buckets, where any was told. */
    public Optional<Usage> usage() {
        if (!input.isTold() && !output.isTold() && !total.isTold()) {
            return Optional.empty();
        }
        long allOutput = output.tokens();
        long allInput = input.isTold() ? input.tokens() : Math.max(0, total.tokens() - allOutput);
        if (convention == UsageConvention.REASONING_BESIDE_OUTPUT) {
            allOutput += reasoning.tokens();
        } else if (convention == UsageConvention.AUDIO_BESIDE_INPUT) {
            allInput += audioInput.tokens();
        }
        Shares in = new Shares(allInput);
        long read = in.take((cacheRead.isTold() ? cacheRead : flatCacheRead).tokens());
        long written = in.take(cacheWrite.tokens());
        long heard = in.take(audioInput.tokens());
        long seen = in.take(image.tokens());
        Shares out = new Shares(allOutput);
        long thought = out.take(reasoning.tokens());
        long spoken = out.take(audioOutput.tokens());
        Billing billing = new Billing(searches.tokens(), Optional.empty(), cost.usd());
        return Optional.of(new Usage(in.rest, read, written, 0, heard, seen, out.rest, thought, spoken, billing));
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
                case "cached_tokens" -> cacheRead.read(in);
                case "cache_write_tokens" -> cacheWrite.read(in);
                case "audio_tokens" -> audioInput.read(in);
                case "image_tokens" -> image.read(in);
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
                case "reasoning_tokens" -> reasoning.read(in);
                case "audio_tokens" -> audioOutput.read(in);
                default -> {}
            }
        }
    }

    /** xAI's own tools. */
    private void readToolDetails(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("web_search_calls")) {
                searches.read(in);
            }
        }
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
