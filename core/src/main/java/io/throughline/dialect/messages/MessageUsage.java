package io.throughline.dialect.messages;

import io.throughline.dialect.Billing;
import io.throughline.dialect.ToldCount;
import io.throughline.dialect.Usage;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as Anthropic tells them: what was read from and written to the cache stands beside the input, thoughts are among the output. Each
 * count told later stands for the one before.
 *
 * <p>The steps in which an answer compacted its own context are billed, but are not among the totals; so they are added. Those of an adviser, another
 * model, are in neither.
 */
final class MessageUsage {
    private static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final ToldCount input = new ToldCount();
    private final ToldCount output = new ToldCount();
    private final ToldCount cacheRead = new ToldCount();
    private final ToldCount cacheWrite = new ToldCount();
    private final ToldCount cacheWrite5m = new ToldCount();
    private final ToldCount cacheWrite1h = new ToldCount();
    private final ToldCount thinking = new ToldCount();
    private final ToldCount searches = new ToldCount();
    private Usage compactions = NONE;
    private @Nullable String type;
    private @Nullable String tier;

    void read(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "input_tokens" -> input.read(in);
                case "output_tokens" -> output.read(in);
                case "cache_read_input_tokens" -> cacheRead.read(in);
                case "cache_creation_input_tokens" -> cacheWrite.read(in);
                case "cache_creation" -> readCacheCreation(in);
                case "output_tokens_details" -> readOutputDetails(in);
                case "iterations" -> readIterations(in);
                case "server_tool_use" -> readServerTools(in);
                case "type" -> type = in.text();
                case "service_tier" -> tier = in.nonEmptyText();
                default -> {}
            }
        }
    }

    Optional<Usage> usage() {
        return input.isTold() || output.isTold() ? Optional.of(sum(ownUsage(), compactions)) : Optional.empty();
    }

    Optional<String> tier() {
        return Optional.ofNullable(tier);
    }

    private Usage ownUsage() {
        long written1h = cacheWrite1h.tokens();
        // the total is always there, the two kinds of it only in the first event of a stream
        long written5m = Math.max(cacheWrite5m.tokens(), cacheWrite.tokens() - written1h);
        long all = output.tokens();
        long thought = Math.min(thinking.tokens(), all);
        Billing billing = new Billing(searches.tokens(), Optional.empty(), Optional.empty());
        return new Usage(
                input.tokens(), cacheRead.tokens(), written5m, written1h, 0, 0, all - thought, thought, 0, billing);
    }

    private void readCacheCreation(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "ephemeral_5m_input_tokens" -> cacheWrite5m.read(in);
                case "ephemeral_1h_input_tokens" -> cacheWrite1h.read(in);
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
            if (field.equals("thinking_tokens")) {
                thinking.read(in);
            }
        }
    }

    private void readServerTools(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("web_search_requests")) {
                searches.read(in);
            }
        }
    }

    private void readIterations(JsonReader in) throws IOException {
        Usage told = NONE;
        if (in.array()) {
            while (in.element()) {
                MessageUsage iteration = new MessageUsage();
                iteration.read(in);
                if ("compaction".equals(iteration.type)) {
                    told = sum(told, iteration.ownUsage());
                }
            }
        }
        compactions = told;
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                ToldCount.sum(one.input(), other.input()),
                ToldCount.sum(one.cacheRead(), other.cacheRead()),
                ToldCount.sum(one.cacheWrite5m(), other.cacheWrite5m()),
                ToldCount.sum(one.cacheWrite1h(), other.cacheWrite1h()),
                0,
                0,
                ToldCount.sum(one.output(), other.output()),
                ToldCount.sum(one.reasoning(), other.reasoning()),
                0,
                one.billing().plus(other.billing()));
    }
}
