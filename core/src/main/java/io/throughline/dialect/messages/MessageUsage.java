package io.throughline.dialect.messages;

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
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long MOST = 1L << 50;
    private static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private long input = ABSENT;
    private long output = ABSENT;
    private long cacheRead = ABSENT;
    private long cacheWrite = ABSENT;
    private long cacheWrite5m = ABSENT;
    private long cacheWrite1h = ABSENT;
    private long thinking = ABSENT;
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
                case "input_tokens" -> input = in.integer(input);
                case "output_tokens" -> output = in.integer(output);
                case "cache_read_input_tokens" -> cacheRead = in.integer(cacheRead);
                case "cache_creation_input_tokens" -> cacheWrite = in.integer(cacheWrite);
                case "cache_creation" -> readCacheCreation(in);
                case "output_tokens_details" -> readOutputDetails(in);
                case "iterations" -> readIterations(in);
                case "type" -> type = in.text();
                case "service_tier" -> tier = in.nonEmptyText();
                default -> {}
            }
        }
    }

    Optional<Usage> usage() {
        return input == ABSENT && output == ABSENT ? Optional.empty() : Optional.of(sum(ownUsage(), compactions));
    }

    Optional<String> tier() {
        return Optional.ofNullable(tier);
    }

    private Usage ownUsage() {
        long written1h = count(cacheWrite1h);
        // the total is always there, the two kinds of it only in the first event of a stream
        long written5m = Math.max(count(cacheWrite5m), count(cacheWrite) - written1h);
        long all = count(output);
        long thought = Math.min(count(thinking), all);
        return new Usage(count(input), count(cacheRead), written5m, written1h, 0, 0, all - thought, thought, 0);
    }

    private void readCacheCreation(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "ephemeral_5m_input_tokens" -> cacheWrite5m = in.integer(cacheWrite5m);
                case "ephemeral_1h_input_tokens" -> cacheWrite1h = in.integer(cacheWrite1h);
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
                thinking = in.integer(thinking);
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
                one.input() + other.input(),
                one.cacheRead() + other.cacheRead(),
                one.cacheWrite5m() + other.cacheWrite5m(),
                one.cacheWrite1h() + other.cacheWrite1h(),
                0,
                0,
                one.output() + other.output(),
                one.reasoning() + other.reasoning(),
                0);
    }

    private static long count(long told) {
        return Math.min(Math.max(told, 0), MOST);
    }
}
