package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.Billing;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import java.util.Optional;

/** Tells how an answer ended, and what it cost. */
final class CohereOutcome {
    /** More tokens than any call has: keeps sums from overflowing. */
    private static final long MOST = 1L << 50;

    private CohereOutcome() {}

    static void finish(JsonNode reason, StreamEvent.Sink sink) {
        if (reason.isTextual()) {
            sink.accept(new StreamEvent.Finished(0, reason(reason.textValue()), reason.textValue()));
        }
    }

    /**
     * Tells the tokens that the model read and wrote. Cohere bills others, {@code billed_units}, mostly fewer: it does not count its own prompt. They
     * stand beside, since they don't say which of them were cached.
     */
    static void usage(JsonNode usage, StreamEvent.Sink sink) {
        JsonNode tokens = usage.path("tokens");
        if (!tokens.isObject()) {
            return;
        }
        long input = count(tokens.path("input_tokens"));
        long cached = Math.min(count(usage.path("cached_tokens")), input);
        long output = count(tokens.path("output_tokens"));
        long reasoning = Math.min(count(tokens.path("reasoning_tokens")), output);
        sink.accept(new StreamEvent.UsageTold(
                new Usage(input - cached, cached, 0, 0, 0, 0, output - reasoning, reasoning, 0, billing(usage))));
    }

    private static Billing billing(JsonNode usage) {
        JsonNode billed = usage.path("billed_units");
        if (!billed.has("input_tokens")) {
            return Billing.NONE;
        }
        Billing.Units units =
                new Billing.Units(count(billed.path("input_tokens")), count(billed.path("output_tokens")));
        return new Billing(0, Optional.of(units), Optional.empty());
    }

    private static long count(JsonNode told) {
        boolean counts = told.isNumber() && told.canConvertToLong();
        return counts ? Math.min(Math.max(told.longValue(), 0), MOST) : 0;
    }

    private static FinishReason reason(String raw) {
        return switch (raw) {
            case "COMPLETE" -> FinishReason.STOP;
            case "STOP_SEQUENCE" -> FinishReason.STOP_SEQUENCE;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            case "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
            case "ERROR", "ERROR_LIMIT", "TIMEOUT", "USER_CANCEL" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
