package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.Usage;
import java.util.Optional;

/** Token counts as Bedrock tells them: what was read from and written to the cache stands beside the input, reasoning is among the output. */
final class ConverseUsage {
    private static final long MOST = 1L << 50;

    private ConverseUsage() {}

    /** Reads Converse's {@code usage}. */
    static Optional<Usage> of(JsonNode usage) {
        if (!usage.has("inputTokens") && !usage.has("outputTokens")) {
            return Optional.empty();
        }
        long written = either(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
        long written1h = 0;
        for (JsonNode detail : usage.path("cacheDetails")) {
            written1h += detail.path("ttl").asText().equals("1h") ? count(detail, "inputTokens") : 0;
        }
        written1h = Math.min(written1h, written);
        return Optional.of(usage(
                count(usage, "inputTokens"),
                either(usage, "cacheReadInputTokens", "cacheReadInputTokenCount"),
                written - written1h,
                written1h,
                count(usage, "outputTokens")));
    }

    /** Reads InvokeModel's {@code amazon-bedrock-invocationMetrics}. */
    static Optional<Usage> ofMetrics(JsonNode metrics) {
        if (!metrics.has("inputTokenCount") && !metrics.has("outputTokenCount")) {
            return Optional.empty();
        }
        return Optional.of(usage(
                count(metrics, "inputTokenCount"),
                count(metrics, "cacheReadInputTokenCount"),
                count(metrics, "cacheWriteInputTokenCount"),
                0,
                count(metrics, "outputTokenCount")));
    }

    private static Usage usage(long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output) {
        return new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, 0, 0, output, 0, 0);
    }

    private static long either(JsonNode usage, String field, String olderField) {
        return count(usage, usage.has(field) ? field : olderField);
    }

    private static long count(JsonNode counts, String field) {
        JsonNode told = counts.path(field);
        return told.canConvertToLong() ? Math.min(Math.max(told.longValue(), 0), MOST) : 0;
    }
}
