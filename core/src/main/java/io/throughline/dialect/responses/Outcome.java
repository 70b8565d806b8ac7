package io.throughline.dialect.responses;

import io.throughline.dialect.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * How an answer stands or ended.
 *
 * @param status the response's status
 * @param reason why it is incomplete
 */
record Outcome(String status, @Nullable String reason) {
    static final Outcome IN_PROGRESS = new Outcome("in_progress", null);
    static final Outcome COMPLETED = new Outcome("completed", null);
    static final Outcome FAILED = new Outcome("failed", null);
    private static final Outcome TOO_LONG = new Outcome("incomplete", "max_output_tokens");
    private static final Outcome FILTERED = new Outcome("incomplete", "content_filter");

    /** Returns how an answer without refusal ended; one that the provider paused was, to whoever can't send it on, cut off. */
    static Outcome of(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, OTHER -> COMPLETED;
            case LENGTH, PAUSE -> TOO_LONG;
            case CONTENT_FILTER -> FILTERED;
            case MALFORMED_CALL, ERROR -> FAILED;
        };
    }

    /** Returns the status of the item that came last. */
    String lastItem() {
        return equals(COMPLETED) ? OutputItem.COMPLETED : OutputItem.INCOMPLETE;
    }
}
