package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import java.util.EnumMap;
import java.util.Map;

/** Where requests of the dialect ask for each feature. */
final class ResponsesFields {
    static final String DIALECT = "openai-responses";

    /** Who issues what the dialect carries unmarked. */
    static final String ISSUER = "openai";

    static final FieldTable TABLE = new FieldTable(DIALECT, paths());

    private ResponsesFields() {}

    private static Map<Feature, String> paths() {
        Map<Feature, String> all = new EnumMap<>(Feature.class);
        putInput(all);
        putToolsAndReasoning(all);
        putRest(all);
        return all;
    }

    private static void putInput(Map<Feature, String> all) {
        all.put(Feature.SYSTEM_LATER, "input[].role");
        all.put(Feature.DEVELOPER_ROLE, "input[].role");
        all.put(Feature.IMAGE_URL, "input[].content[].image_url");
        all.put(Feature.IMAGE_DATA, "input[].content[].image_url");
        all.put(Feature.IMAGE_FILE, "input[].content[].file_id");
        all.put(Feature.IMAGE_DETAIL, "input[].content[].detail");
        all.put(Feature.DOCUMENT_URL, "input[].content[].file_url");
        all.put(Feature.DOCUMENT_DATA, "input[].content[].file_data");
        all.put(Feature.DOCUMENT_TEXT, "input[].content[].file_data");
        all.put(Feature.DOCUMENT_FILE, "input[].content[].file_id");
        all.put(Feature.AUDIO_INPUT, "input[].content[].input_audio");
        all.put(Feature.TOOL_ARGUMENTS_TEXT, "input[].arguments");
        all.put(Feature.TOOL_RESULT_MEDIA, "input[].output[]");
        all.put(Feature.REASONING_HISTORY, "input[].encrypted_content");
        all.put(Feature.FOREIGN_REASONING, "input[].encrypted_content");
        all.put(Feature.FOREIGN_BLOCK, "input[].type");
    }

    private static void putToolsAndReasoning(Map<Feature, String> all) {
        all.put(Feature.TOOLS, "tools");
        all.put(Feature.HOSTED_TOOLS, "tools[].type");
        all.put(Feature.WEB_SEARCH, "tools[].type");
        all.put(Feature.TOOL_STRICT, "tools[].strict");
        all.put(Feature.TOOL_CHOICE_NONE, "tool_choice");
        all.put(Feature.TOOL_CHOICE_REQUIRED, "tool_choice");
        all.put(Feature.TOOL_CHOICE_NAMED, "tool_choice");
        all.put(Feature.TOOL_CHOICE_ALLOWED, "tool_choice");
        all.put(Feature.SINGLE_TOOL, "parallel_tool_calls");
        all.put(Feature.MAX_TOOL_CALLS, "max_tool_calls");
        all.put(Feature.REASONING_OFF, "reasoning.effort");
        all.put(Feature.REASONING_EFFORT, "reasoning.effort");
        all.put(Feature.REASONING_SUMMARY, "reasoning.summary");
        all.put(Feature.VERBOSITY, "text.verbosity");
        all.put(Feature.JSON_MODE, "text.format");
        all.put(Feature.JSON_SCHEMA, "text.format");
    }

    private static void putRest(Map<Feature, String> all) {
        all.put(Feature.MAX_TOKENS, "max_output_tokens");
        all.put(Feature.TEMPERATURE, "temperature");
        all.put(Feature.TOP_P, "top_p");
        all.put(Feature.LOGPROBS, "include");
        all.put(Feature.INCLUDE, "include");
        all.put(Feature.USER, "safety_identifier");
        all.put(Feature.METADATA, "metadata");
        all.put(Feature.STORE, "store");
        all.put(Feature.SERVICE_TIER, "service_tier");
        all.put(Feature.PROMPT_CACHE_KEY, "prompt_cache_key");
        all.put(Feature.STORED_STATE, "previous_response_id");
        all.put(Feature.BACKGROUND, "background");
        all.put(Feature.TRUNCATION, "truncation");
        all.put(Feature.CONTEXT_MANAGEMENT, "context_management");
        all.put(Feature.SAFETY, "moderation");
        all.put(Feature.STREAM_OPTIONS, "stream_options");
    }
}
