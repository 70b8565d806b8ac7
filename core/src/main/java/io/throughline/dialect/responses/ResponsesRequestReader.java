package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.Value;
import java.util.Optional;

/** Reads requests of OpenAI's Responses. */
public final class ResponsesRequestReader implements RequestReader {
    @Override
    public Conversation read(byte[] body) {
        Value request = Value.body(body);
        RequestDraft draft = new RequestDraft(request.must("model").text());
        for (Value field : request.fields()) {
            read(field, draft);
        }
        return draft.conversation();
    }

    @Override
    public FieldTable fields() {
        return ResponsesFields.TABLE;
    }

    private static void read(Value field, RequestDraft draft) {
        switch (field.name()) {
            case "model" -> {}
            case "input" -> new InputReader(draft).read(field);
            case "instructions" -> draft.instructions = Optional.of(field.text());
            case "stream" -> draft.stream = field.bool();
            case "tools" -> ToolReader.readTools(field, draft);
            case "tool_choice" -> ToolReader.readChoice(field, draft);
            case "parallel_tool_calls" -> draft.parallelTools = Optional.of(field.bool());
            case "text" -> TextReader.read(field, draft);
            case "reasoning" -> ThinkingReader.read(field, draft);
            case "service_tier" -> draft.serviceTier = Optional.of(field.text());
            case "safety_identifier", "user" -> readUser(field, draft);
            case "include" -> readIncluded(field, draft);
            case "max_output_tokens", "temperature", "top_p", "top_logprobs" -> draft.sampling.read(field);
            case "background" -> furtherWhere(field.bool(), Feature.BACKGROUND, field, draft);
            case "truncation" -> furtherWhere(!field.text().equals("disabled"), Feature.TRUNCATION, field, draft);
            default -> draft.further(featureOf(field.name()), field);
        }
    }

    private static Feature featureOf(String field) {
        return switch (field) {
            case "previous_response_id", "conversation", "prompt" -> Feature.STORED_STATE;
            case "max_tool_calls" -> Feature.MAX_TOOL_CALLS;
            case "store" -> Feature.STORE;
            case "metadata" -> Feature.METADATA;
            case "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options" -> Feature.PROMPT_CACHE_KEY;
            case "stream_options" -> Feature.STREAM_OPTIONS;
            case "context_management" -> Feature.CONTEXT_MANAGEMENT;
            case "moderation" -> Feature.SAFETY;
            default -> Feature.UNKNOWN_FIELD;
        };
    }

    /** What only repeats the default asks for nothing. */
    private static void furtherWhere(boolean asks, Feature feature, Value field, RequestDraft draft) {
        if (asks) {
            draft.further(feature, field);
        }
    }

    private static void readUser(Value field, RequestDraft draft) {
        if (draft.user.isEmpty()) {
            draft.user = Optional.of(field.text());
        } else if (!draft.user.get().equals(field.text())) {
            draft.further(Feature.USER, field);
        }
    }

    private static void readIncluded(Value field, RequestDraft draft) {
        for (Value included : field.optionalElements()) {
            switch (included.text()) {
                // it is in every answer
                case "reasoning.encrypted_content" -> {}
                case "message.output_text.logprobs" -> draft.sampling.wantsLogprobs = true;
                default -> draft.further(Feature.INCLUDE, included);
            }
        }
    }
}
