package io.throughline.dialect.chat;

import io.throughline.dialect.FinishReason;
import java.util.Optional;

/** Why a choice ended, in OpenAI's words. */
final class FinishWord {
    private FinishWord() {}

    /** Returns the word; {@code calls} is how many calls the choice has. */
    static String of(Optional<FinishReason> reason, int calls, boolean legacy) {
        return switch (reason.orElse(FinishReason.STOP)) {
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
            case ERROR -> "error";
            // a turn to be sent on is not complete
            case PAUSE -> calls > 0 ? calling(legacy) : "length";
            case STOP, STOP_SEQUENCE, MALFORMED_CALL, OTHER, TOOL_CALLS -> calls > 0 ? calling(legacy) : "stop";
        };
    }

    /** Returns which of two reasons counts: the first, but that of calls before that of none. */
    static FinishReason stronger(Optional<FinishReason> first, FinishReason second) {
        boolean overruled = first.filter(FinishReason.STOP::equals).isPresent() && second == FinishReason.TOOL_CALLS;
        return overruled ? second : first.orElse(second);
    }

    private static String calling(boolean legacy) {
        return legacy ? "function_call" : "tool_calls";
    }
}
