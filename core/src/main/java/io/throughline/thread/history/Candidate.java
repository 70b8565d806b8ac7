package io.throughline.thread.history;

/**
 * One way in which a request's history may be known.
 *
 * @param kind how
 * @param turn the number of the assistant's turn it ends with
 * @param fingerprint the number to look up
 */
public record Candidate(Kind kind, int turn, long fingerprint) {

    /** How a history is known, the surest first. */
    public enum Kind {
        /** All up to the turn, and longer than any window: there is no other explanation for it. */
        WHOLE,
        /** All up to the turn, which is no more than one or two pairs of turns. */
        SHORT,
        /** The turn and what stands directly before it. */
        WINDOW,
        /** The turn's beginning, after all that stands before it or after the last of it. */
        HEAD
    }
}
