package io.throughline.dialect.messages;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Map;

/** Reads requests of Anthropic's Messages. Source: recorded traffic and the requests of open-source clients, as of 2026. */
public final class MessagesRequestReader implements RequestReader {
    private static final FieldTable FIELDS = new FieldTable(
            MessagesDialect.NAME,
            Map.ofEntries(
                    entry(Feature.SYSTEM_LATER, "messages[].role"),
                    entry(Feature.IMAGE_URL, "messages[].content[].source.url"),
                    entry(Feature.IMAGE_DATA, "messages[].content[].source.data"),
                    entry(Feature.IMAGE_FILE, "messages[].content[].source.file_id"),
                    entry(Feature.DOCUMENT_URL, "messages[].content[].source.url"),
                    entry(Feature.DOCUMENT_DATA, "messages[].content[].source.data"),
                    entry(Feature.DOCUMENT_TEXT, "messages[].content[].source.data"),
                    entry(Feature.DOCUMENT_FILE, "messages[].content[].source.file_id"),
                    entry(Feature.DOCUMENT_CITATIONS, "messages[].content[].citations"),
                    entry(Feature.TOOLS, "tools"),
                    entry(Feature.HOSTED_TOOLS, "tools[].type"),
                    entry(Feature.TOOL_STRICT, "tools[].strict"),
                    entry(Feature.TOOL_CHOICE_NONE, "tool_choice"),
                    entry(Feature.TOOL_CHOICE_REQUIRED, "tool_choice"),
                    entry(Feature.TOOL_CHOICE_NAMED, "tool_choice"),
                    entry(Feature.SINGLE_TOOL, "tool_choice.disable_parallel_tool_use"),
                    entry(Feature.TOOL_ARGUMENTS_TEXT, "messages[].content[].input"),
                    entry(Feature.TOOL_RESULT_MEDIA, "messages[].content[].content"),
                    entry(Feature.TOOL_RESULT_ERROR, "messages[].content[].is_error"),
                    entry(Feature.REASONING_HISTORY, "messages[].content[].thinking"),
                    entry(Feature.FOREIGN_REASONING, "messages[].content[].thinking"),
                    entry(Feature.FOREIGN_BLOCK, "messages[].content[]"),
                    entry(Feature.CACHE_BREAKPOINT, "cache_control"),
                    entry(Feature.MAX_TOKENS, "max_tokens"),
                    entry(Feature.TEMPERATURE, "temperature"),
                    entry(Feature.TOP_P, "top_p"),
                    entry(Feature.TOP_K, "top_k"),
                    entry(Feature.STOP, "stop_sequences"),
                    entry(Feature.JSON_SCHEMA, "output_config.format"),
                    entry(Feature.REASONING_OFF, "thinking"),
                    entry(Feature.REASONING_EFFORT, "output_config.effort"),
                    entry(Feature.REASONING_BUDGET, "thinking.budget_tokens"),
                    entry(Feature.REASONING_SUMMARY, "thinking.display"),
                    entry(Feature.USER, "metadata.user_id"),
                    entry(Feature.METADATA, "metadata"),
                    entry(Feature.SERVICE_TIER, "service_tier"),
                    entry(Feature.CONTEXT_MANAGEMENT, "context_management"),
                    entry(Feature.CONTAINER, "container"),
                    entry(Feature.SAFETY, "inference_geo")));

    @Override
    public Conversation read(byte[] body) {
        JsonNode tree;
        try {
            tree = JsonText.parse(body);
        } catch (IOException noJson) {
            throw notAnObject();
        }
        if (!tree.isObject()) {
            throw notAnObject();
        }
        return MessagesRequest.read(new RequestValue(tree, ""));
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    static RefusedException notAnObject() {
        return new RefusedException(
                ModelError.of(ModelError.Kind.INVALID_REQUEST, "The body can't be read as a JSON object."));
    }
}
