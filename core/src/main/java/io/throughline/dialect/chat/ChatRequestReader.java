package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.Value;
import java.util.Optional;

/**
 * Reads requests for chat completions, those of the time before tools as well, with the fields that providers other than OpenAI have added and that
 * clients use: {@code top_k}, {@code reasoning}, {@code thinking}, {@code random_seed}, {@code cache_control}.
 */
public final class ChatRequestReader implements RequestReader {
    @Override
    public Conversation read(byte[] body) {
        Value request = Value.body(body);
        ChatRequestDraft draft = new ChatRequestDraft();
        request.must("model");
        request.must("messages");
        request.fields().forEach(field -> read(field, draft));
        return draft.toConversation();
    }

    @Override
    public FieldTable fields() {
        return ChatFields.TABLE;
    }

    private static void read(Value field, ChatRequestDraft draft) {
        switch (field.name()) {
            case "model" -> draft.model = field.text();
            case "messages" -> draft.turns = new ChatHistory(draft).read(field);
            case "stream" -> draft.stream = field.bool();
            case "stream_options" -> readStreamOptions(field, draft);
            case "tools" -> ChatTools.readTools(field, draft);
            case "functions" -> ChatTools.readFunctions(field, draft);
            case "tool_choice" -> ChatTools.readChoice(field, draft);
            case "function_call" -> ChatTools.readFunctionChoice(field, draft);
            case "parallel_tool_calls" -> draft.parallelTools = Optional.of(field.bool());
            case "response_format" -> readFormat(field, draft);
            case "reasoning_effort" -> draft.thinking.effort(field);
            case "reasoning" -> draft.thinking.object(field, draft);
            case "thinking" -> draft.thinking.anthropic(field, draft);
            case "service_tier" -> draft.serviceTier = Optional.of(field.text());
            case "user", "safety_identifier" -> readUser(field, draft);
            default -> {
                if (!draft.sampling.take(field) && !asksForNothing(field)) {
                    draft.further(featureOf(field), field);
                }
            }
        }
    }

    /** No bias, and answers in text, are what every model gives unasked. */
    private static boolean asksForNothing(Value field) {
        return switch (field.name()) {
            case "logit_bias" -> field.isEmptyContainer();
            case "modalities" ->
                field.isArray()
                        && field.elements().size() == 1
                        && field.elements().get(0).isText()
                        && field.elements().get(0).text().equals("text");
            default -> false;
        };
    }

    private static Feature featureOf(Value field) {
        return switch (field.name()) {
            case "logit_bias" -> Feature.LOGIT_BIAS;
            case "metadata" -> Feature.METADATA;
            case "store" -> Feature.STORE;
            case "prompt_cache_key", "prompt_cache_retention" -> Feature.PROMPT_CACHE_KEY;
            case "prediction" -> Feature.PREDICTION;
            case "modalities", "audio" -> Feature.OUTPUT_MODALITIES;
            case "web_search_options" -> Feature.WEB_SEARCH;
            case "verbosity" -> Feature.VERBOSITY;
            case "moderation", "safe_prompt" -> Feature.SAFETY;
            case "cache_control" -> Feature.CACHE_BREAKPOINT;
            default -> Feature.UNKNOWN_FIELD;
        };
    }

    private static void readStreamOptions(Value options, ChatRequestDraft draft) {
        for (Value option : options.fields()) {
            if (option.name().equals("include_usage")) {
                draft.streamUsage = option.bool();
            } else {
                draft.further(Feature.STREAM_OPTIONS, option);
            }
        }
    }

    /** The same person by two names, of which {@code user} is the older one. */
    private static void readUser(Value field, ChatRequestDraft draft) {
        if (draft.user.isEmpty()) {
            draft.user = Optional.of(field.text());
        } else if (!draft.user.get().equals(field.text())) {
            draft.further(Feature.USER, field);
        }
    }

    private static void readFormat(Value field, ChatRequestDraft draft) {
        Value type = field.must("type");
        switch (type.text()) {
            case "text" -> draft.format = Optional.empty();
            case "json_object" -> draft.format = Optional.of(new Format.Json());
            case "json_schema" -> draft.format = Optional.of(readSchema(field.must("json_schema"), draft));
            default -> throw type.wrong("text, json_object or json_schema");
        }
    }

    private static Format readSchema(Value field, ChatRequestDraft draft) {
        Optional<String> name = Optional.empty();
        Optional<String> description = Optional.empty();
        Optional<Boolean> strict = Optional.empty();
        for (Value part : field.fields()) {
            switch (part.name()) {
                case "name" -> name = Optional.of(part.text());
                case "description" -> description = Optional.of(part.text());
                case "strict" -> strict = Optional.of(part.bool());
                case "schema" -> {}
                default -> draft.further(Feature.UNKNOWN_FIELD, part);
            }
        }
        Value schema = field.at("schema");
        return new Format.JsonSchema(name, description, schema.isThere() ? schema.raw() : "{}", strict);
    }
}
