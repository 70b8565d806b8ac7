package io.throughline.dialect.gemini;

import static java.util.Map.entry;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import java.util.Map;

/** Where Gemini's requests ask for each feature. */
final class GeminiFields {
    private static final String PART = "contents[].parts[]";
    private static final String CONFIG = "generationConfig.";
    private static final String CALLING = "toolConfig.functionCallingConfig.";

    static final FieldTable TABLE = new FieldTable(
            GeminiDialect.NAME,
            Map.ofEntries(
                    entry(Feature.IMAGE_URL, PART + ".fileData"),
                    entry(Feature.IMAGE_DATA, PART + ".inlineData"),
                    entry(Feature.IMAGE_FILE, PART + ".fileData"),
                    entry(Feature.DOCUMENT_URL, PART + ".fileData"),
                    entry(Feature.DOCUMENT_DATA, PART + ".inlineData"),
                    entry(Feature.DOCUMENT_TEXT, PART + ".inlineData"),
                    entry(Feature.DOCUMENT_FILE, PART + ".fileData"),
                    entry(Feature.AUDIO_INPUT, PART + ".inlineData"),
                    entry(Feature.VIDEO_INPUT, PART + ".fileData"),
                    entry(Feature.TOOLS, "tools[].functionDeclarations"),
                    entry(Feature.HOSTED_TOOLS, "tools[]"),
                    entry(Feature.TOOL_STRICT, CALLING + "mode"),
                    entry(Feature.TOOL_CHOICE_NONE, CALLING + "mode"),
                    entry(Feature.TOOL_CHOICE_REQUIRED, CALLING + "mode"),
                    entry(Feature.TOOL_CHOICE_NAMED, CALLING + "allowedFunctionNames"),
                    entry(Feature.TOOL_CHOICE_ALLOWED, CALLING + "allowedFunctionNames"),
                    entry(Feature.TOOL_RESULT_MEDIA, PART + ".functionResponse.parts"),
                    entry(Feature.TOOL_RESULT_ERROR, PART + ".functionResponse.response.error"),
                    entry(Feature.REASONING_HISTORY, PART + ".thoughtSignature"),
                    entry(Feature.FOREIGN_REASONING, PART + ".thoughtSignature"),
                    entry(Feature.FOREIGN_BLOCK, PART),
                    entry(Feature.MAX_TOKENS, CONFIG + "maxOutputTokens"),
                    entry(Feature.TEMPERATURE, CONFIG + "temperature"),
                    entry(Feature.TOP_P, CONFIG + "topP"),
                    entry(Feature.TOP_K, CONFIG + "topK"),
                    entry(Feature.STOP, CONFIG + "stopSequences"),
                    entry(Feature.CHOICES, CONFIG + "candidateCount"),
                    entry(Feature.SEED, CONFIG + "seed"),
                    entry(Feature.FREQUENCY_PENALTY, CONFIG + "frequencyPenalty"),
                    entry(Feature.PRESENCE_PENALTY, CONFIG + "presencePenalty"),
                    entry(Feature.LOGPROBS, CONFIG + "responseLogprobs"),
                    entry(Feature.JSON_MODE, CONFIG + "responseMimeType"),
                    entry(Feature.JSON_SCHEMA, CONFIG + "responseJsonSchema"),
                    entry(Feature.REASONING_OFF, CONFIG + "thinkingConfig.thinkingBudget"),
                    entry(Feature.REASONING_EFFORT, CONFIG + "thinkingConfig.thinkingLevel"),
                    entry(Feature.REASONING_BUDGET, CONFIG + "thinkingConfig.thinkingBudget"),
                    entry(Feature.REASONING_SUMMARY, CONFIG + "thinkingConfig.includeThoughts"),
                    entry(Feature.METADATA, "labels"),
                    entry(Feature.STORE, "store"),
                    entry(Feature.SERVICE_TIER, "serviceTier"),
                    entry(Feature.OUTPUT_MODALITIES, CONFIG + "responseModalities"),
                    entry(Feature.WEB_SEARCH, "tools[].googleSearch"),
                    entry(Feature.SAFETY, "safetySettings"),
                    entry(Feature.CACHED_CONTENT, "cachedContent"),
                    entry(Feature.STREAM_OPTIONS, CALLING + "streamFunctionCallArguments")));

    private GeminiFields() {}
}
