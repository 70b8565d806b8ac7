package io.throughline.dialect.conversation;

/** In which ways providers differ from the inventor of the dialect they speak. Source: their API references and recorded traffic, as of 2026. */
public enum Quirk {
    /** The limit of tokens is {@code max_tokens}; {@code max_completion_tokens} is unknown. */
    MAX_TOKENS_ONLY,
    /** The limit of tokens is {@code max_completion_tokens}; {@code max_tokens} is refused. */
    MAX_COMPLETION_TOKENS_ONLY,
    /** The seed is {@code random_seed}. */
    RANDOM_SEED,
    /** That a tool must be called is {@code "any"}. */
    TOOL_CHOICE_ANY,
    /** The role {@code developer} is unknown. */
    NO_DEVELOPER_ROLE,
    /** Ids of tool calls have exactly nine letters and digits. */
    NINE_LETTER_CALL_IDS,
    /** Tool calls and their results take no ids. */
    NO_CALL_IDS,
    /** No user turn may follow a tool's result. */
    NO_USER_AFTER_TOOL,
    /** User and assistant must take turns. */
    STRICT_TURNS,
    /** Reasoning goes back as {@code reasoning_content}, also when empty, while tools are called. */
    REASONING_CONTENT_BACK,
    /** Reasoning goes back as {@code reasoning_details}, unchanged. */
    REASONING_DETAILS_BACK,
    /** How hard to reason is {@code reasoning.effort}. */
    REASONING_OBJECT,
    /** How hard to reason is {@code thinking.type}, on or off. */
    THINKING_SWITCH,
    /** A tool's result may hold images. */
    TOOL_RESULT_IMAGES,
    /** {@code cache_control} is taken in content parts. */
    CACHE_CONTROL,
    /** {@code top_k} is taken. */
    TOP_K,
    /** A stream must not be asked for its usage. */
    NO_STREAM_OPTIONS,
    /** The deployment names the model; the body need not. */
    MODEL_IN_PATH
}
