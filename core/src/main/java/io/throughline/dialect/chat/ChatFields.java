package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import java.util.EnumMap;
import java.util.Map;

/** Where requests for chat completions ask for each feature. */
final class ChatFields {
    static final String DIALECT = "openai-chat";
    static final FieldTable TABLE = new FieldTable(DIALECT, paths());

    private static final String PARTS = "messages[].content[]";

    private ChatFields() {}

    private static Map<Feature, String> paths() {
        Map<Feature, String> paths = new EnumMap<>(Feature.class);
        putHistory(paths);
        putTools(paths);
        putSampling(paths);
        putReasoning(paths);
        paths.put(Feature.JSON_MODE, "response_format");
        paths.put(Feature.JSON_SCHEMA, "response_format");
        paths.put(Feature.VERBOSITY, "verbosity");
        paths.put(Feature.USER, "user");
        paths.put(Feature.METADATA, "metadata");
        paths.put(Feature.STORE, "store");
        paths.put(Feature.SERVICE_TIER, "service_tier");
        paths.put(Feature.PROMPT_CACHE_KEY, "prompt_cache_key");
        paths.put(Feature.PREDICTION, "prediction");
        paths.put(Feature.OUTPUT_MODALITIES, "modalities");
        paths.put(Feature.WEB_SEARCH, "web_search_options");
        paths.put(Feature.SAFETY, "moderation");
        paths.put(Feature.STREAM_OPTIONS, "stream_options");
        return paths;
    }

    private static void putHistory(Map<Feature, String> paths) {
        paths.put(Feature.SYSTEM_LATER, "messages[].role");
        paths.put(Feature.DEVELOPER_ROLE, "messages[].role");
        paths.put(Feature.PARTICIPANT_NAME, "messages[].name");
        paths.put(Feature.IMAGE_URL, PARTS + ".image_url");
        paths.put(Feature.IMAGE_DATA, PARTS + ".image_url");
        paths.put(Feature.IMAGE_DETAIL, PARTS + ".image_url.detail");
        paths.put(Feature.DOCUMENT_URL, PARTS + ".file.file_data");
        paths.put(Feature.DOCUMENT_DATA, PARTS + ".file.file_data");
        paths.put(Feature.DOCUMENT_TEXT, PARTS + ".file.file_data");
        paths.put(Feature.DOCUMENT_FILE, PARTS + ".file.file_id");
        paths.put(Feature.AUDIO_INPUT, PARTS + ".input_audio");
        paths.put(Feature.VIDEO_INPUT, PARTS + ".video_url");
        paths.put(Feature.TOOL_ARGUMENTS_TEXT, "messages[].tool_calls[].function.arguments");
        paths.put(Feature.TOOL_RESULT_MEDIA, PARTS);
        paths.put(Feature.REASONING_HISTORY, "messages[].reasoning_details");
        paths.put(Feature.FOREIGN_REASONING, "messages[].reasoning_content");
        paths.put(Feature.FOREIGN_BLOCK, PARTS);
        paths.put(Feature.CACHE_BREAKPOINT, PARTS + ".cache_control");
    }

    private static void putTools(Map<Feature, String> paths) {
        paths.put(Feature.TOOLS, "tools");
        paths.put(Feature.HOSTED_TOOLS, "tools[].type");
        paths.put(Feature.TOOL_STRICT, "tools[].function.strict");
        paths.put(Feature.TOOL_CHOICE_NONE, "tool_choice");
        paths.put(Feature.TOOL_CHOICE_REQUIRED, "tool_choice");
        paths.put(Feature.TOOL_CHOICE_NAMED, "tool_choice");
        paths.put(Feature.TOOL_CHOICE_ALLOWED, "tool_choice");
        paths.put(Feature.SINGLE_TOOL, "parallel_tool_calls");
    }

    private static void putSampling(Map<Feature, String> paths) {
        paths.put(Feature.MAX_TOKENS, "max_completion_tokens");
        paths.put(Feature.TEMPERATURE, "temperature");
        paths.put(Feature.TOP_P, "top_p");
        paths.put(Feature.TOP_K, "top_k");
        paths.put(Feature.STOP, "stop");
        paths.put(Feature.CHOICES, "n");
        paths.put(Feature.SEED, "seed");
        paths.put(Feature.FREQUENCY_PENALTY, "frequency_penalty");
        paths.put(Feature.PRESENCE_PENALTY, "presence_penalty");
        paths.put(Feature.LOGIT_BIAS, "logit_bias");
        paths.put(Feature.LOGPROBS, "logprobs");
    }

    private static void putReasoning(Map<Feature, String> paths) {
        paths.put(Feature.REASONING_OFF, "reasoning_effort");
        paths.put(Feature.REASONING_EFFORT, "reasoning_effort");
        paths.put(Feature.REASONING_BUDGET, "reasoning.max_tokens");
        paths.put(Feature.REASONING_SUMMARY, "reasoning.exclude");
    }
}
