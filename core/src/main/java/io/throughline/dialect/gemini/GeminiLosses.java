package io.throughline.dialect.gemini;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.util.EnumMap;
import java.util.Map;

/** What becomes of each feature at Gemini. */
final class GeminiLosses {
    static final LossTable TABLE = table();

    private GeminiLosses() {}

    private static LossTable table() {
        Map<Feature, Treatment> table = new EnumMap<>(Feature.class);
        putContent(table);
        putTools(table);
        putSampling(table);
        putThinking(table);
        putRest(table);
        return new LossTable(GeminiDialect.NAME, table);
    }

    private static void putContent(Map<Feature, Treatment> table) {
        table.put(Feature.SYSTEM_LATER, emulated("system text behind the first turn is sent as the user's"));
        table.put(Feature.DEVELOPER_ROLE, mapped("the system instruction"));
        table.put(Feature.PARTICIPANT_NAME, dropped("participants have no names"));
        table.put(Feature.IMAGE_URL, mapped("fileData; the provider fetches it, where it takes addresses"));
        table.put(Feature.IMAGE_DATA, mapped("inlineData"));
        table.put(Feature.IMAGE_FILE, mapped("fileData, for files of Google; other providers' files are refused"));
        table.put(Feature.IMAGE_DETAIL, dropped("a hint that is not taken"));
        table.put(Feature.DOCUMENT_URL, mapped("fileData; the provider fetches it, where it takes addresses"));
        table.put(Feature.DOCUMENT_DATA, mapped("inlineData"));
        table.put(Feature.DOCUMENT_TEXT, mapped("inlineData"));
        table.put(Feature.DOCUMENT_FILE, mapped("fileData, for files of Google; other providers' files are refused"));
        table.put(Feature.DOCUMENT_CITATIONS, refused("it does not cite documents"));
        table.put(Feature.AUDIO_INPUT, mapped("inlineData"));
        table.put(Feature.VIDEO_INPUT, mapped("inlineData or fileData"));
        table.put(Feature.FOREIGN_BLOCK, dropped("only another provider understands it"));
        table.put(Feature.CACHE_BREAKPOINT, dropped("the provider caches prefixes by itself"));
        table.put(Feature.CACHED_CONTENT, mapped("cachedContent"));
    }

    private static void putTools(Map<Feature, Treatment> table) {
        table.put(
                Feature.TOOLS,
                mapped("functionDeclarations; of schemas, $schema, title, examples and discriminator are left out, and"
                        + " format and exclusive bounds go to the description"));
        table.put(Feature.HOSTED_TOOLS, refused("the provider runs none of another provider's tools"));
        table.put(Feature.TOOL_STRICT, mapped("mode VALIDATED, for all tools"));
        table.put(Feature.TOOL_CHOICE_NONE, mapped("mode NONE"));
        table.put(Feature.TOOL_CHOICE_REQUIRED, mapped("mode ANY"));
        table.put(Feature.TOOL_CHOICE_NAMED, mapped("mode ANY with allowedFunctionNames"));
        table.put(Feature.TOOL_CHOICE_ALLOWED, mapped("allowedFunctionNames"));
        table.put(Feature.SINGLE_TOOL, refused("the model may always call several tools at once"));
        table.put(
                Feature.TOOL_ARGUMENTS_TEXT,
                emulated("what is no JSON object goes as text in one, in the field __raw"));
        table.put(Feature.TOOL_RESULT_MEDIA, mapped("in the function's response; before Gemini 3 in a turn behind it"));
        table.put(Feature.TOOL_RESULT_ERROR, mapped("the field error of the response"));
    }

    private static void putSampling(Map<Feature, Treatment> table) {
        table.put(Feature.MAX_TOKENS, mapped("maxOutputTokens, thoughts included"));
        table.put(Feature.TEMPERATURE, mapped());
        table.put(Feature.TOP_P, mapped());
        table.put(Feature.TOP_K, mapped());
        table.put(Feature.STOP, mapped("at most five"));
        table.put(Feature.CHOICES, mapped("candidateCount; many models take it without streaming only"));
        table.put(Feature.SEED, mapped("32 bits"));
        table.put(Feature.FREQUENCY_PENALTY, mapped("some models refuse it"));
        table.put(Feature.PRESENCE_PENALTY, mapped("some models refuse it"));
        table.put(Feature.LOGIT_BIAS, refused("tokens can't be weighted"));
        table.put(Feature.LOGPROBS, mapped("responseLogprobs; few models outside Vertex take it"));
        table.put(Feature.JSON_MODE, mapped("responseMimeType; before Gemini 3 not together with tools"));
        table.put(Feature.JSON_SCHEMA, mapped("responseJsonSchema; before Gemini 3 not together with tools"));
    }

    private static void putThinking(Map<Feature, Treatment> table) {
        table.put(Feature.REASONING_HISTORY, mapped("thoughtSignature, on the part it came with"));
        table.put(Feature.FOREIGN_REASONING, dropped("only its issuer takes it back"));
        table.put(Feature.REASONING_OFF, mapped("thinkingBudget 0; models that always think get the least"));
        table.put(Feature.REASONING_EFFORT, mapped("thinkingLevel; before Gemini 3 thinkingBudget"));
        table.put(Feature.REASONING_BUDGET, mapped("thinkingBudget, within the model's range"));
        table.put(Feature.REASONING_SUMMARY, mapped("includeThoughts"));
    }

    private static void putRest(Map<Feature, Treatment> table) {
        table.put(Feature.VERBOSITY, dropped("a hint that is not taken"));
        table.put(Feature.USER, dropped("the provider takes no user"));
        table.put(Feature.METADATA, dropped("labels are taken by Vertex alone"));
        table.put(Feature.STORE, dropped("the provider keeps no answers"));
        table.put(Feature.SERVICE_TIER, mapped("serviceTier: standard, flex, priority; others are dropped"));
        table.put(Feature.PROMPT_CACHE_KEY, dropped("the provider caches prefixes by itself"));
        table.put(Feature.PREDICTION, dropped("predictions are not taken"));
        table.put(Feature.OUTPUT_MODALITIES, refused("answers are text"));
        table.put(Feature.WEB_SEARCH, refused("a search is not asked for in another provider's name"));
        table.put(Feature.STORED_STATE, refused("the provider keeps no answers"));
        table.put(Feature.BACKGROUND, refused("answers come at once"));
        table.put(Feature.TRUNCATION, refused("the provider does not cut the history"));
        table.put(Feature.INCLUDE, dropped("answers hold what they hold"));
        table.put(Feature.MAX_TOOL_CALLS, dropped("there are no hosted tools to limit"));
        table.put(Feature.CONTEXT_MANAGEMENT, refused("the provider does not manage the context"));
        table.put(Feature.CONTAINER, refused("there are no containers"));
        table.put(Feature.SAFETY, mapped("Gemini's own safety settings; others are refused"));
        table.put(Feature.STREAM_OPTIONS, dropped("streams always tell the usage"));
        table.put(Feature.UNKNOWN_FIELD, dropped("nobody here knows the field"));
    }
}
