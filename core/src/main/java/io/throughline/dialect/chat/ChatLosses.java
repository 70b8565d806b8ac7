package io.throughline.dialect.chat;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.util.EnumMap;
import java.util.Map;

/** What becomes of each feature at a target that speaks chat completions as OpenAI does. */
final class ChatLosses {
    static final LossTable TABLE = new LossTable(ChatFields.DIALECT, treatments());

    private ChatLosses() {}

    private static Map<Feature, Treatment> treatments() {
        Map<Feature, Treatment> all = new EnumMap<>(Feature.class);
        putHistory(all);
        putToolsAndReasoning(all);
        putSampling(all);
        putRest(all);
        return all;
    }

    private static void putHistory(Map<Feature, Treatment> all) {
        all.put(Feature.SYSTEM_LATER, mapped("system messages stand anywhere"));
        all.put(Feature.DEVELOPER_ROLE, mapped("as system where the provider does not know the role"));
        all.put(Feature.PARTICIPANT_NAME, mapped());
        all.put(Feature.IMAGE_URL, mapped());
        all.put(Feature.IMAGE_DATA, mapped("as a data URL"));
        all.put(Feature.IMAGE_FILE, refused("images go by address or in the request"));
        all.put(Feature.IMAGE_DETAIL, mapped());
        all.put(Feature.DOCUMENT_URL, refused("documents go in the request"));
        all.put(Feature.DOCUMENT_DATA, mapped("as a file part"));
        all.put(Feature.DOCUMENT_TEXT, emulated("as a text part"));
        all.put(Feature.DOCUMENT_FILE, mapped("OpenAI's own file ids alone"));
        all.put(Feature.DOCUMENT_CITATIONS, refused("documents are not cited"));
        all.put(Feature.AUDIO_INPUT, mapped());
        all.put(Feature.VIDEO_INPUT, refused("there is no part for moving pictures"));
        all.put(Feature.TOOL_ARGUMENTS_TEXT, mapped());
        all.put(Feature.TOOL_RESULT_MEDIA, emulated("in a user message behind the results"));
        all.put(Feature.TOOL_RESULT_ERROR, emulated("the result begins with \"Error: \""));
        all.put(Feature.REASONING_HISTORY, dropped("goes back to none but providers that take it back"));
        all.put(Feature.FOREIGN_REASONING, dropped("the provider can't check what it did not issue"));
        all.put(Feature.FOREIGN_BLOCK, refused("only its own provider understands it"));
        all.put(Feature.CACHE_BREAKPOINT, dropped("the provider caches by itself"));
    }

    private static void putToolsAndReasoning(Map<Feature, Treatment> all) {
        all.put(Feature.TOOLS, mapped());
        all.put(Feature.HOSTED_TOOLS, refused("no other provider runs this tool"));
        all.put(Feature.TOOL_STRICT, mapped());
        all.put(Feature.TOOL_CHOICE_NONE, mapped());
        all.put(Feature.TOOL_CHOICE_REQUIRED, mapped());
        all.put(Feature.TOOL_CHOICE_NAMED, mapped());
        all.put(Feature.TOOL_CHOICE_ALLOWED, mapped());
        all.put(Feature.SINGLE_TOOL, mapped());
        all.put(Feature.REASONING_OFF, mapped());
        all.put(Feature.REASONING_EFFORT, mapped());
        all.put(Feature.REASONING_BUDGET, emulated("as an effort: below 2048 low, below 8192 medium, else high"));
        all.put(Feature.REASONING_SUMMARY, dropped("how reasoning is shown can't be chosen"));
        all.put(Feature.VERBOSITY, mapped());
    }

    private static void putSampling(Map<Feature, Treatment> all) {
        all.put(Feature.MAX_TOKENS, mapped());
        all.put(Feature.TEMPERATURE, mapped());
        all.put(Feature.TOP_P, mapped());
        all.put(Feature.TOP_K, refused("there is no top_k"));
        all.put(Feature.STOP, mapped());
        all.put(Feature.CHOICES, mapped());
        all.put(Feature.SEED, mapped());
        all.put(Feature.FREQUENCY_PENALTY, mapped());
        all.put(Feature.PRESENCE_PENALTY, mapped());
        all.put(Feature.LOGIT_BIAS, mapped());
        all.put(Feature.LOGPROBS, mapped());
        all.put(Feature.JSON_MODE, mapped());
        all.put(Feature.JSON_SCHEMA, mapped("where the provider takes no schemas, a forced tool call made text again"));
    }

    private static void putRest(Map<Feature, Treatment> all) {
        all.put(Feature.USER, mapped());
        all.put(Feature.METADATA, mapped());
        all.put(Feature.STORE, mapped());
        all.put(Feature.SERVICE_TIER, mapped("standard_only as default"));
        all.put(Feature.PROMPT_CACHE_KEY, mapped());
        all.put(Feature.PREDICTION, mapped());
        all.put(Feature.OUTPUT_MODALITIES, mapped("as modalities and audio say it"));
        all.put(Feature.WEB_SEARCH, mapped("as web_search_options say it"));
        all.put(Feature.STORED_STATE, refused("the provider keeps no responses"));
        all.put(Feature.BACKGROUND, refused("answers come at once"));
        all.put(Feature.TRUNCATION, refused("the history is not cut"));
        all.put(Feature.INCLUDE, dropped("the answer holds what it always holds"));
        all.put(Feature.MAX_TOOL_CALLS, dropped("the provider runs no tools"));
        all.put(Feature.CONTEXT_MANAGEMENT, refused("the provider does not manage the context"));
        all.put(Feature.CONTAINER, refused("there are no containers"));
        all.put(Feature.SAFETY, refused("safety settings can't be chosen"));
        all.put(Feature.CACHED_CONTENT, refused("the provider keeps no content"));
        all.put(Feature.STREAM_OPTIONS, dropped("the stream tells its usage, nothing else can be chosen"));
        all.put(Feature.UNKNOWN_FIELD, dropped("nobody knows the field"));
    }
}
