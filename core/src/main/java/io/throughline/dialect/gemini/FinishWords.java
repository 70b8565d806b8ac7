package io.throughline.dialect.gemini;

import io.throughline.dialect.FinishReason;
import java.util.Map;
import java.util.Set;

/** Gemini's words for why it stopped. Some clients of Vertex give the number of a word instead. Source: the API references, as of 2026. */
final class FinishWords {
    static final String STOP = "STOP";

    private static final Map<String, String> NUMBERS = Map.of(
            "0", "FINISH_REASON_UNSPECIFIED",
            "1", STOP,
            "2", "MAX_TOKENS",
            "3", "SAFETY",
            "4", "RECITATION",
            "5", "OTHER",
            "6", "BLOCKLIST",
            "7", "PROHIBITED_CONTENT",
            "8", "SPII",
            "9", "MALFORMED_FUNCTION_CALL");

    /** The words that say more than ours. */
    private static final Set<String> FILTERS = Set.of(
            "SAFETY",
            "RECITATION",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "MODEL_ARMOR",
            "LANGUAGE");

    private FinishWords() {}

    static FinishReason reason(String word) {
        String name = NUMBERS.getOrDefault(word, word);
        if (FILTERS.contains(name)) {
            return FinishReason.CONTENT_FILTER;
        }
        return switch (name) {
            case STOP -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                FinishReason.MALFORMED_CALL;
            case "FINISH_REASON_UNSPECIFIED", "IMAGE_OTHER" -> FinishReason.ERROR;
            case "OTHER", "NO_IMAGE" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }

    /** Returns the word for a reason; the provider's own one where it is one of Gemini's. */
    static String of(FinishReason reason, String raw) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> STOP;
            // the turn is not at its end, and a limit is the only word for that
            case LENGTH, PAUSE -> "MAX_TOKENS";
            case CONTENT_FILTER -> FILTERS.contains(raw) ? raw : "SAFETY";
            case MALFORMED_CALL -> "MALFORMED_FUNCTION_CALL";
            case ERROR, OTHER -> "OTHER";
        };
    }
}
