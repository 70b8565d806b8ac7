package io.throughline.dialect.responses;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.util.EnumMap;
import java.util.Map;

/** What becomes of each feature at a target that speaks Responses as OpenAI does. */
final class ResponsesLosses {
    static final LossTable TABLE = new LossTable(ResponsesFields.DIALECT, treatments());

    private ResponsesLosses() {}

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
        all.put(Feature.PARTICIPANT_NAME, dropped("participants have no names"));
        all.put(Feature.IMAGE_URL, mapped());
        all.put(Feature.IMAGE_DATA, mapped("as a data URL"));
        all.put(Feature.IMAGE_FILE, mapped("OpenAI's own file ids alone"));
        all.put(Feature.IMAGE_DETAIL, mapped());
        all.put(Feature.DOCUMENT_URL, mapped());
        all.put(Feature.DOCUMENT_DATA, mapped("as a data URL"));
        all.put(Feature.DOCUMENT_TEXT, emulated("as text, below its name"));
        all.put(Feature.DOCUMENT_FILE, mapped("OpenAI's own file ids alone"));
        all.put(Feature.DOCUMENT_CITATIONS, refused("documents are not cited"));
        all.put(Feature.AUDIO_INPUT, refused("there is no sound in the input"));
        all.put(Feature.VIDEO_INPUT, refused("there are no moving pictures in the input"));
        all.put(Feature.TOOL_ARGUMENTS_TEXT, mapped());
        all.put(Feature.TOOL_RESULT_MEDIA, mapped());
        all.put(Feature.TOOL_RESULT_ERROR, emulated("the output begins with \"Error: \""));
        all.put(Feature.REASONING_HISTORY, mapped("as encrypted_content"));
        all.put(Feature.FOREIGN_REASONING, dropped("the provider can't read what it did not issue"));
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
        all.put(Feature.REASONING_OFF, mapped("as the effort none"));
        all.put(Feature.REASONING_EFFORT, mapped("max as xhigh"));
        all.put(Feature.REASONING_BUDGET, emulated("as an effort: below 2048 low, below 8192 medium, else high"));
        all.put(Feature.REASONING_SUMMARY, mapped("another word than OpenAI's as auto"));
        all.put(Feature.VERBOSITY, mapped());
    }

    private static void putSampling(Map<Feature, Treatment> all) {
        all.put(Feature.MAX_TOKENS, mapped("16 at least"));
        all.put(Feature.TEMPERATURE, mapped());
        all.put(Feature.TOP_P, mapped());
        all.put(Feature.TOP_K, refused("there is no top_k"));
        all.put(Feature.STOP, refused("there are no stop sequences"));
        all.put(Feature.CHOICES, refused("there is one answer"));
        all.put(Feature.SEED, dropped("there is no seed"));
        all.put(Feature.FREQUENCY_PENALTY, refused("there are no penalties"));
        all.put(Feature.PRESENCE_PENALTY, refused("there are no penalties"));
        all.put(Feature.LOGIT_BIAS, refused("single tokens can't be weighed"));
        all.put(Feature.LOGPROBS, mapped());
        all.put(Feature.JSON_MODE, mapped());
        all.put(Feature.JSON_SCHEMA, mapped());
    }

    private static void putRest(Map<Feature, Treatment> all) {
        all.put(Feature.USER, mapped("by its SHA-256 where it is longer than 64 characters"));
        all.put(Feature.METADATA, mapped());
        all.put(Feature.STORE, mapped("not stored unless the client asks for it"));
        all.put(Feature.SERVICE_TIER, mapped("standard_only as default"));
        all.put(Feature.PROMPT_CACHE_KEY, mapped());
        all.put(Feature.PREDICTION, dropped("there are no predictions"));
        all.put(Feature.OUTPUT_MODALITIES, refused("answers are text"));
        all.put(Feature.WEB_SEARCH, refused("the provider's search answers in another form"));
        all.put(Feature.STORED_STATE, refused("another provider keeps it"));
        all.put(Feature.BACKGROUND, refused("answers come at once"));
        all.put(Feature.TRUNCATION, refused("the history is sent as it is"));
        all.put(Feature.INCLUDE, dropped("the answer holds what it always holds"));
        all.put(Feature.MAX_TOOL_CALLS, dropped("the provider runs no tools"));
        all.put(Feature.CONTEXT_MANAGEMENT, refused("the provider manages the context in its own way"));
        all.put(Feature.CONTAINER, refused("there are no containers"));
        all.put(Feature.SAFETY, refused("safety settings can't be chosen"));
        all.put(Feature.CACHED_CONTENT, refused("another provider keeps it"));
        all.put(Feature.STREAM_OPTIONS, dropped("the stream can't be chosen so"));
        all.put(Feature.UNKNOWN_FIELD, dropped("nobody knows the field"));
    }
}
