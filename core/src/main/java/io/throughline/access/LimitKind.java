package io.throughline.access;

/** What can be limited. */
public enum LimitKind {
    /** Calls in a time. */
    REQUESTS,
    /** Tokens in a time. */
    TOKENS,
    /** Money in a window. */
    BUDGET
}
