package io.throughline.agent;

import java.util.Locale;
import java.util.Optional;

/** What an application can tell of a trace (spec, section 6). */
public enum EventType {
    /** A user said something. */
    USER_MESSAGE,
    /** A model answered, of which this proxy knows nothing. */
    LLM_RESPONSE,
    /** A model reasoned. */
    LLM_THINKING,
    /** Embeddings were asked for. */
    EMBEDDING_REQUEST,
    /** Embeddings came. */
    EMBEDDING_RESPONSE,
    /** A tool was called, and what it returned. */
    TOOL_CALL,
    /** A tool is called. */
    TOOL_CALL_REQUEST,
    /** A tool has returned. */
    TOOL_CALL_RESPONSE,
    /** What a tool returned. */
    TOOL_RESULT,
    /** Something went wrong. */
    ERROR;

    /** Returns the name in JSON. */
    public String told() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type of a name in JSON. */
    static Optional<EventType> of(String told) {
        for (EventType type : values()) {
            if (type.told().equals(told)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns whether it tells of a tool that a model called. */
    boolean isOfTool() {
        return this == TOOL_CALL || this == TOOL_CALL_REQUEST || this == TOOL_CALL_RESPONSE || this == TOOL_RESULT;
    }
}
