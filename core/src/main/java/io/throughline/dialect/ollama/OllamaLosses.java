package io.throughline.dialect.ollama;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.util.EnumMap;
import java.util.Map;

/** What becomes of each feature at Ollama's own chat. */
final class OllamaLosses {
    static final LossTable TABLE = new LossTable(OllamaDialect.NAME, treatments());

    private OllamaLosses() {}

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
        all.put(Feature.DEVELOPER_ROLE, mapped("as system"));
        all.put(Feature.PARTICIPANT_NAME, dropped("messages have no name"));
        all.put(Feature.IMAGE_URL, refused("images go in the request"));
        all.put(Feature.IMAGE_DATA, mapped());
        all.put(Feature.IMAGE_FILE, refused("images go in the request"));
        all.put(Feature.IMAGE_DETAIL, dropped("the model looks as it likes"));
        all.put(Feature.DOCUMENT_URL, refused("only text documents are taken"));
        all.put(Feature.DOCUMENT_DATA, refused("only text documents are taken"));
        all.put(Feature.DOCUMENT_TEXT, emulated("as a text part"));
        all.put(Feature.DOCUMENT_FILE, refused("only text documents are taken"));
        all.put(Feature.DOCUMENT_CITATIONS, refused("documents are not cited"));
        all.put(Feature.AUDIO_INPUT, refused("there is no part for sound"));
        all.put(Feature.VIDEO_INPUT, refused("there is no part for moving pictures"));
        all.put(
                Feature.TOOL_ARGUMENTS_TEXT,
                emulated("what is no JSON object goes as text in one, in the field __raw"));
        all.put(Feature.TOOL_RESULT_MEDIA, refused("a tool's result is text"));
        all.put(Feature.TOOL_RESULT_ERROR, emulated("the result begins with \"Error: \""));
        all.put(Feature.REASONING_HISTORY, dropped("the model thinks anew"));
        all.put(Feature.FOREIGN_REASONING, dropped("the model thinks anew"));
        all.put(Feature.FOREIGN_BLOCK, refused("only its own provider understands it"));
        all.put(Feature.CACHE_BREAKPOINT, dropped("the server caches by itself"));
    }

    private static void putToolsAndReasoning(Map<Feature, Treatment> all) {
        all.put(Feature.TOOLS, mapped());
        all.put(Feature.HOSTED_TOOLS, refused("no other provider runs this tool"));
        all.put(Feature.TOOL_STRICT, refused("arguments are not held to their schema"));
        all.put(Feature.TOOL_CHOICE_NONE, emulated("no tool is sent"));
        all.put(Feature.TOOL_CHOICE_REQUIRED, refused("the model calls tools as it likes"));
        all.put(Feature.TOOL_CHOICE_NAMED, refused("the model calls tools as it likes"));
        all.put(Feature.TOOL_CHOICE_ALLOWED, emulated("those tools alone are sent"));
        all.put(Feature.SINGLE_TOOL, refused("the model may always call several"));
        all.put(Feature.REASONING_OFF, mapped());
        all.put(
                Feature.REASONING_EFFORT,
                mapped("low, medium and high with gpt-oss models; with others reasoning is on"));
        all.put(Feature.REASONING_BUDGET, emulated("reasoning is on; how much can't be chosen"));
        all.put(Feature.REASONING_SUMMARY, dropped("how reasoning is shown can't be chosen"));
        all.put(Feature.VERBOSITY, dropped("the length can't be chosen"));
    }

    private static void putSampling(Map<Feature, Treatment> all) {
        all.put(Feature.MAX_TOKENS, mapped("as num_predict"));
        all.put(Feature.TEMPERATURE, mapped());
        all.put(Feature.TOP_P, mapped());
        all.put(Feature.TOP_K, mapped());
        all.put(Feature.STOP, mapped());
        all.put(Feature.CHOICES, refused("there is one answer to a call"));
        all.put(Feature.SEED, mapped());
        all.put(Feature.FREQUENCY_PENALTY, mapped());
        all.put(Feature.PRESENCE_PENALTY, mapped());
        all.put(Feature.LOGIT_BIAS, refused("there is no bias of tokens"));
        all.put(Feature.LOGPROBS, refused("probabilities are not told"));
        all.put(Feature.JSON_MODE, mapped());
        all.put(Feature.JSON_SCHEMA, mapped("without its name"));
    }

    private static void putRest(Map<Feature, Treatment> all) {
        all.put(Feature.USER, dropped("the server asks for no user"));
        all.put(Feature.METADATA, dropped("requests have no labels"));
        all.put(Feature.STORE, dropped("the server keeps no answers"));
        all.put(Feature.SERVICE_TIER, dropped("there are no tiers"));
        all.put(Feature.PROMPT_CACHE_KEY, dropped("the server caches by itself"));
        all.put(Feature.PREDICTION, dropped("predictions are not used"));
        all.put(Feature.OUTPUT_MODALITIES, refused("the model answers with text"));
        all.put(Feature.WEB_SEARCH, refused("the server searches nothing"));
        all.put(Feature.STORED_STATE, refused("the server keeps no responses"));
        all.put(Feature.BACKGROUND, refused("answers come at once"));
        all.put(Feature.TRUNCATION, refused("how the history is cut can't be chosen"));
        all.put(Feature.INCLUDE, dropped("the answer holds what it always holds"));
        all.put(Feature.MAX_TOOL_CALLS, dropped("the server runs no tools"));
        all.put(Feature.CONTEXT_MANAGEMENT, refused("the server does not manage the context"));
        all.put(Feature.CONTAINER, refused("there are no containers"));
        all.put(Feature.SAFETY, refused("there are no safety settings"));
        all.put(Feature.CACHED_CONTENT, refused("the server keeps no content"));
        all.put(Feature.STREAM_OPTIONS, dropped("the stream tells its usage, nothing else can be chosen"));
        all.put(Feature.UNKNOWN_FIELD, dropped("nobody knows the field"));
    }
}
