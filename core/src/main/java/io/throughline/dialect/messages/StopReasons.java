package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells why an answer ended. */
final class StopReasons {
    private StopReasons() {}

    /**
     * Writes {@code stop_reason} and {@code stop_sequence}.
     *
     * @param reason why, null where nobody told
     * @param calls whether the answer calls a tool of the client's
     * @param refused whether it holds a refusal
     */
    static void write(
            @Nullable FinishReason reason, boolean calls, boolean refused, AnswerContext context, ObjectNode into) {
        String told = of(reason, calls, refused);
        into.put("stop_reason", told);
        List<String> stops = context.asked().sampling().stop();
        // which of several it was, nobody told
        into.put("stop_sequence", told.equals("stop_sequence") && stops.size() == 1 ? stops.get(0) : null);
    }

    /** A call that was cut off is none to be made, so what cut it off is told; else a call counts more than any reason. */
    private static String of(@Nullable FinishReason reason, boolean calls, boolean refused) {
        if (reason == FinishReason.LENGTH || reason == FinishReason.ERROR) {
            return "max_tokens";
        } else if (reason == FinishReason.CONTENT_FILTER) {
            return "refusal";
        } else if (reason == FinishReason.PAUSE) {
            return "pause_turn";
        } else if (calls) {
            return "tool_use";
        } else if (refused) {
            return "refusal";
        }
        return reason == FinishReason.STOP_SEQUENCE ? "stop_sequence" : "end_turn";
    }
}
