package io.throughline.dialect.messages;

import static io.throughline.dialect.conversation.Treatment.dropped;
import static io.throughline.dialect.conversation.Treatment.emulated;
import static io.throughline.dialect.conversation.Treatment.mapped;
import static io.throughline.dialect.conversation.Treatment.refused;
import static java.util.Map.entry;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import java.util.Map;

/** What becomes of each feature at a target that speaks Anthropic's Messages. */
final class MessagesLosses {
    static final LossTable TABLE = new LossTable(
            MessagesDialect.NAME,
            Map.ofEntries(
                    entry(Feature.SYSTEM_LATER, emulated("goes as text of the user between <system> tags")),
                    entry(Feature.DEVELOPER_ROLE, mapped("as system")),
                    entry(Feature.PARTICIPANT_NAME, dropped("participants have no names")),
                    entry(Feature.IMAGE_URL, mapped()),
                    entry(Feature.IMAGE_DATA, mapped()),
                    entry(Feature.IMAGE_FILE, mapped("files that Anthropic keeps; others are refused")),
                    entry(Feature.IMAGE_DETAIL, dropped("images are looked at in one way")),
                    entry(Feature.DOCUMENT_URL, mapped()),
                    entry(Feature.DOCUMENT_DATA, mapped("PDF and plain text; others are refused")),
                    entry(Feature.DOCUMENT_TEXT, mapped()),
                    entry(Feature.DOCUMENT_FILE, mapped("files that Anthropic keeps; others are refused")),
                    entry(Feature.DOCUMENT_CITATIONS, mapped()),
                    entry(Feature.AUDIO_INPUT, refused("it does not hear")),
                    entry(Feature.VIDEO_INPUT, refused("it does not see moving pictures")),
                    entry(Feature.TOOLS, mapped("the schema's root must be an object")),
                    entry(Feature.HOSTED_TOOLS, refused("it can't run another provider's tools")),
                    entry(Feature.TOOL_STRICT, mapped("from Claude 4.1 on; refused before")),
                    entry(Feature.TOOL_CHOICE_NONE, mapped()),
                    entry(Feature.TOOL_CHOICE_REQUIRED, mapped("refused beside a budget of reasoning")),
                    entry(Feature.TOOL_CHOICE_NAMED, mapped("refused beside a budget of reasoning")),
                    entry(Feature.TOOL_CHOICE_ALLOWED, emulated("only the allowed tools are sent")),
                    entry(Feature.SINGLE_TOOL, mapped()),
                    entry(
                            Feature.TOOL_ARGUMENTS_TEXT,
                            emulated("what is no JSON object goes as text in one, in the field __raw")),
                    entry(Feature.TOOL_RESULT_MEDIA, mapped()),
                    entry(Feature.TOOL_RESULT_ERROR, mapped()),
                    entry(Feature.REASONING_HISTORY, mapped()),
                    entry(Feature.FOREIGN_REASONING, dropped("it takes back only reasoning that it has signed")),
                    entry(Feature.FOREIGN_BLOCK, refused("only the provider that made it understands it")),
                    entry(Feature.CACHE_BREAKPOINT, mapped("where the client put it")),
                    entry(Feature.MAX_TOKENS, mapped("where the client sets none, the model's own limit")),
                    entry(
                            Feature.TEMPERATURE,
                            mapped("above 1 refused; left out from Claude 4.7 on and while it reasons")),
                    entry(Feature.TOP_P, mapped("left out from Claude 4.7 on, and from 4.1 on beside a temperature")),
                    entry(Feature.TOP_K, mapped("left out from Claude 4.7 on and while it reasons")),
                    entry(Feature.STOP, mapped("sequences of white space alone are left out")),
                    entry(Feature.CHOICES, refused("it gives one answer")),
                    entry(Feature.SEED, dropped("its answers can't be made repeatable")),
                    entry(Feature.FREQUENCY_PENALTY, refused("it has no penalties")),
                    entry(Feature.PRESENCE_PENALTY, refused("it has no penalties")),
                    entry(Feature.LOGIT_BIAS, refused("it has no biases")),
                    entry(Feature.LOGPROBS, refused("it does not tell probabilities")),
                    entry(Feature.JSON_MODE, emulated("asked for in the system prompt")),
                    entry(
                            Feature.JSON_SCHEMA,
                            mapped("from Claude 4.1 on; before, a forced tool call made text again")),
                    entry(Feature.REASONING_OFF, mapped("low effort where a model always reasons")),
                    entry(Feature.REASONING_EFFORT, mapped("from Claude 4.6 on; before, a budget of tokens")),
                    entry(Feature.REASONING_BUDGET, mapped("from Claude 4.7 on, an effort that comes near")),
                    entry(Feature.REASONING_SUMMARY, mapped("shown or not")),
                    entry(Feature.VERBOSITY, dropped("it has no such setting")),
                    entry(Feature.USER, mapped()),
                    entry(Feature.METADATA, dropped("it takes no labels but the user's id")),
                    entry(Feature.STORE, dropped("it keeps no answers")),
                    entry(Feature.SERVICE_TIER, mapped("auto and default; others are left out")),
                    entry(Feature.PROMPT_CACHE_KEY, dropped("its cache has breakpoints, not keys")),
                    entry(Feature.PREDICTION, dropped("it takes no predictions")),
                    entry(Feature.OUTPUT_MODALITIES, refused("it answers in text")),
                    entry(Feature.WEB_SEARCH, refused("its search is another tool than the one asked for")),
                    entry(Feature.STORED_STATE, refused("it keeps no answers")),
                    entry(Feature.BACKGROUND, refused("it answers at once")),
                    entry(Feature.TRUNCATION, refused("it does not cut the history")),
                    entry(Feature.INCLUDE, dropped("it tells what it tells")),
                    entry(Feature.MAX_TOOL_CALLS, dropped("there are no hosted tools to limit")),
                    entry(Feature.CONTEXT_MANAGEMENT, refused("it must be asked for in Anthropic's own dialect")),
                    entry(Feature.CONTAINER, refused("it must be asked for in Anthropic's own dialect")),
                    entry(Feature.SAFETY, refused("it has no such settings")),
                    entry(Feature.CACHED_CONTENT, refused("it keeps no named content")),
                    entry(Feature.STREAM_OPTIONS, dropped("its streams have no options")),
                    entry(Feature.UNKNOWN_FIELD, dropped("nobody knows the field"))));

    private MessagesLosses() {}
}
