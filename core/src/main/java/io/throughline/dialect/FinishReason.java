package io.throughline.dialect;

import java.util.regex.Pattern;

/** Why a model stopped, in one vocabulary for all dialects. */
public enum FinishReason {
    /** The answer is complete. */
    STOP,
    /** A stop sequence of the request was met. */
    STOP_SEQUENCE,
    /** A limit of tokens was met. */
    LENGTH,
    /** The model wants tools called. */
    TOOL_CALLS,
    /** A filter held the answer back, or the model refused. */
    CONTENT_FILTER,
    /** The provider paused a long turn, to be sent on, or works on it in the background, to be asked for. */
    PAUSE,
    /** The model wrote a call that can't be read. */
    MALFORMED_CALL,
    /** The provider broke off. */
    ERROR,
    /** Anything else; the raw reason tells. */
    OTHER;

    private static final Pattern WORD = Pattern.compile("[\\w.-]{1,64}");

    /**
     * Returns the error of an answer that ended with {@link #ERROR}.
     *
     * @param raw the provider's own word
     */
    public static ModelError brokenOff(String raw) {
        ModelError error = ModelError.of(ModelError.Kind.UPSTREAM, "The provider broke off its answer");
        return WORD.matcher(raw).matches() ? error.coded(raw) : error;
    }
}
