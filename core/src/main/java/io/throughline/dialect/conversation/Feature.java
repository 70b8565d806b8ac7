package io.throughline.dialect.conversation;

import java.util.Locale;

/** What a request may ask for and a target may be unable to give. Names of table rows in the docs: {@link #label()}. */
public enum Feature {
    /** System text behind the first user turn. */
    SYSTEM_LATER,
    /** The role {@code developer}. */
    DEVELOPER_ROLE,
    /** A participant's name. */
    PARTICIPANT_NAME,
    /** An image by address. */
    IMAGE_URL,
    /** An image in the request. */
    IMAGE_DATA,
    /** An image by a provider's file id. */
    IMAGE_FILE,
    /** How closely to look at an image. */
    IMAGE_DETAIL,
    /** A document by address. */
    DOCUMENT_URL,
    /** A document in the request. */
    DOCUMENT_DATA,
    /** A plain text document in the request. */
    DOCUMENT_TEXT,
    /** A document by a provider's file id. */
    DOCUMENT_FILE,
    /** Citations out of a document, and its context. */
    DOCUMENT_CITATIONS,
    /** Sound in the request. */
    AUDIO_INPUT,
    /** Moving pictures in the request. */
    VIDEO_INPUT,
    /** The client's tools. */
    TOOLS,
    /** Tools that the provider runs. */
    HOSTED_TOOLS,
    /** Arguments that must match the tool's schema. */
    TOOL_STRICT,
    /** No tool may be called. */
    TOOL_CHOICE_NONE,
    /** A tool must be called. */
    TOOL_CHOICE_REQUIRED,
    /** One tool must be called. */
    TOOL_CHOICE_NAMED,
    /** Only some tools may be called. */
    TOOL_CHOICE_ALLOWED,
    /** Not more than one tool at once. */
    SINGLE_TOOL,
    /** A tool call whose arguments are no JSON object. */
    TOOL_ARGUMENTS_TEXT,
    /** A tool's result with an image or document. */
    TOOL_RESULT_MEDIA,
    /** A tool's failure. */
    TOOL_RESULT_ERROR,
    /** Reasoning of an earlier turn, given back to its issuer. */
    REASONING_HISTORY,
    /** Reasoning of an earlier turn that another issued, or that has no signature. */
    FOREIGN_REASONING,
    /** A piece that only another provider understands. */
    FOREIGN_BLOCK,
    /** A prompt-cache breakpoint. */
    CACHE_BREAKPOINT,
    /** A limit of the answer's tokens. */
    MAX_TOKENS,
    /** The temperature. */
    TEMPERATURE,
    /** The share of probability to choose from. */
    TOP_P,
    /** How many tokens to choose from. */
    TOP_K,
    /** Where to stop. */
    STOP,
    /** Several answers at once. */
    CHOICES,
    /** What makes an answer repeatable. */
    SEED,
    /** Against repetition, by count. */
    FREQUENCY_PENALTY,
    /** Against repetition, by presence. */
    PRESENCE_PENALTY,
    /** Single tokens made more or less likely. */
    LOGIT_BIAS,
    /** Each token's probability. */
    LOGPROBS,
    /** Any JSON object as the answer. */
    JSON_MODE,
    /** JSON of a schema as the answer. */
    JSON_SCHEMA,
    /** No reasoning. */
    REASONING_OFF,
    /** How hard to reason. */
    REASONING_EFFORT,
    /** How many tokens to reason with. */
    REASONING_BUDGET,
    /** Whether and how reasoning is shown. */
    REASONING_SUMMARY,
    /** How long the answer is to be. */
    VERBOSITY,
    /** Who the end user is. */
    USER,
    /** The client's labels on the request. */
    METADATA,
    /** Whether the provider keeps the answer. */
    STORE,
    /** Which tier serves the call. */
    SERVICE_TIER,
    /** The client's key of the prompt cache. */
    PROMPT_CACHE_KEY,
    /** A prediction of the answer. */
    PREDICTION,
    /** Sound or images in the answer. */
    OUTPUT_MODALITIES,
    /** A search of the web by the provider. */
    WEB_SEARCH,
    /** An earlier response or conversation that the provider keeps. */
    STORED_STATE,
    /** An answer in the background. */
    BACKGROUND,
    /** A cut of the history by the provider. */
    TRUNCATION,
    /** More in the answer than usual. */
    INCLUDE,
    /** A limit of the hosted tools' calls. */
    MAX_TOOL_CALLS,
    /** The provider's own management of the context. */
    CONTEXT_MANAGEMENT,
    /** Containers, skills, connectors. */
    CONTAINER,
    /** Safety settings and guardrails. */
    SAFETY,
    /** A cache of content kept by the provider. */
    CACHED_CONTENT,
    /** Options of the stream. */
    STREAM_OPTIONS,
    /** A field that nobody knows. */
    UNKNOWN_FIELD;

    /** Returns its name in the docs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
