package io.throughline.dialect.converse;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;
import static java.util.Map.entry;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.util.Map;

/** What becomes of each feature at Converse. What only some of its models lack is refused or left out by the writer. */
final class ConverseLosses {
    static final LossTable TABLE = new LossTable("bedrock-converse", treatments());

    private ConverseLosses() {}

    private static Map<Feature, Treatment> treatments() {
        return Map.<Feature, Treatment>ofEntries(
                entry(Feature.SYSTEM_LATER, emulated("sent in a user turn, between <system> tags")),
                entry(Feature.DEVELOPER_ROLE, mapped("sent as system text")),
                entry(Feature.PARTICIPANT_NAME, dropped("turns have no names")),
                entry(Feature.IMAGE_URL, refused("images must be in the request, or in S3")),
                entry(Feature.IMAGE_DATA, mapped("PNG, JPEG, GIF and WebP")),
                entry(Feature.IMAGE_FILE, refused("another provider's files are out of reach")),
                entry(Feature.IMAGE_DETAIL, dropped("the model chooses the resolution")),
                entry(Feature.DOCUMENT_URL, refused("documents must be in the request, or in S3")),
                entry(Feature.DOCUMENT_DATA, mapped("PDF, Office, CSV, HTML, text and Markdown")),
                entry(Feature.DOCUMENT_TEXT, mapped("sent as a text document")),
                entry(Feature.DOCUMENT_FILE, refused("another provider's files are out of reach")),
                entry(Feature.DOCUMENT_CITATIONS, mapped("citations and context")),
                entry(Feature.AUDIO_INPUT, refused("the models take no sound")),
                entry(Feature.VIDEO_INPUT, mapped("in the request, or in S3; Nova alone takes it")),
                entry(Feature.TOOLS, mapped()),
                entry(Feature.HOSTED_TOOLS, refused("another provider's tools do not run at AWS")),
                entry(Feature.TOOL_STRICT, mapped()),
                entry(
                        Feature.TOOL_CHOICE_NONE,
                        emulated("tools are left out, or forbidden in words where the history has calls")),
                entry(Feature.TOOL_CHOICE_REQUIRED, mapped()),
                entry(Feature.TOOL_CHOICE_NAMED, mapped()),
                entry(Feature.TOOL_CHOICE_ALLOWED, emulated("the other tools are left out")),
                entry(Feature.SINGLE_TOOL, mapped("Claude alone; refused for other models")),
                entry(
                        Feature.TOOL_ARGUMENTS_TEXT,
                        emulated("what is no JSON object goes as text in one, in the field __raw")),
                entry(Feature.TOOL_RESULT_MEDIA, mapped("beside the result where the model wants it so")),
                entry(Feature.TOOL_RESULT_ERROR, mapped("by status, or in words where the model has none")),
                entry(Feature.REASONING_HISTORY, mapped()),
                entry(Feature.FOREIGN_REASONING, dropped("its issuer alone can read it")),
                entry(Feature.FOREIGN_BLOCK, dropped("its provider alone can read it")),
                entry(Feature.CACHE_BREAKPOINT, mapped("cachePoint; left out for models without a cache")),
                entry(Feature.MAX_TOKENS, mapped()),
                entry(Feature.TEMPERATURE, mapped("0 to 1; refused above")),
                entry(Feature.TOP_P, mapped()),
                entry(Feature.TOP_K, mapped("Claude, Nova, Mistral and Cohere; refused for other models")),
                entry(Feature.STOP, mapped()),
                entry(Feature.CHOICES, refused("there is one answer a call")),
                entry(Feature.SEED, dropped("answers can't be made repeatable")),
                entry(Feature.FREQUENCY_PENALTY, refused("there is no such setting")),
                entry(Feature.PRESENCE_PENALTY, refused("there is no such setting")),
                entry(Feature.LOGIT_BIAS, refused("there is no such setting")),
                entry(Feature.LOGPROBS, refused("probabilities are not told")),
                entry(Feature.JSON_MODE, emulated("asked for in words")),
                entry(
                        Feature.JSON_SCHEMA,
                        mapped(
                                "outputConfig.textFormat; for models without it, a forced tool call made text again, or in words")),
                entry(Feature.REASONING_OFF, mapped("as the model has it")),
                entry(Feature.REASONING_EFFORT, mapped("as the model has it; left out where it has none")),
                entry(Feature.REASONING_BUDGET, mapped("as the model has it; left out where it has none")),
                entry(Feature.REASONING_SUMMARY, dropped("reasoning is shown as the model shows it")),
                entry(Feature.VERBOSITY, dropped("there is no such setting")),
                entry(Feature.USER, dropped("there is no such field")),
                entry(Feature.METADATA, mapped("requestMetadata, up to 16 labels of 256 characters")),
                entry(Feature.STORE, dropped("answers are not kept")),
                entry(Feature.SERVICE_TIER, mapped("default, priority, flex and reserved")),
                entry(Feature.PROMPT_CACHE_KEY, dropped("the cache goes by the prompt alone")),
                entry(Feature.PREDICTION, dropped("there is no such field")),
                entry(Feature.OUTPUT_MODALITIES, refused("answers are text")),
                entry(Feature.WEB_SEARCH, refused("there is no search")),
                entry(Feature.STORED_STATE, refused("answers are not kept")),
                entry(Feature.BACKGROUND, refused("answers come at once")),
                entry(Feature.TRUNCATION, dropped("the history is sent as it is")),
                entry(Feature.INCLUDE, dropped("there is nothing more to tell")),
                entry(Feature.MAX_TOOL_CALLS, dropped("AWS runs no tools in the call")),
                entry(Feature.CONTEXT_MANAGEMENT, refused("the context is not managed")),
                entry(Feature.CONTAINER, refused("there are no containers")),
                entry(Feature.SAFETY, refused("guardrails are set by whoever runs the provider")),
                entry(Feature.CACHED_CONTENT, refused("another provider's cache is out of reach")),
                entry(Feature.STREAM_OPTIONS, dropped("streams have no options")),
                entry(Feature.UNKNOWN_FIELD, dropped("nobody knows what it means")));
    }
}
