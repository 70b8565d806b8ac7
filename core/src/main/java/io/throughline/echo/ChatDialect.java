package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's Chat Completions. */
final class ChatDialect implements EchoDialect {
    @Override
    public EchoRequest read(JsonNode body) {
        String model = Fields.model(body);
        if (body.path("n").asInt(1) != 1) {
            throw Fields.refused("the echo provider gives one choice", "n");
        }
        PromptCollector prompt = new PromptCollector();
        Fields.filledArray(body, "messages").forEach(message -> collect(message, prompt));
        body.path("tools").forEach(prompt::count);
        return new EchoRequest(
                model,
                body.path("stream").asBoolean(),
                Fields.positive(body, "max_completion_tokens", "max_tokens"),
                prompt.prompt(),
                Fields.tools(functions(body), "parameters"),
                Fields.openAiChoice(body.path("tool_choice")),
                body.path("parallel_tool_calls").asBoolean(true),
                schema(body.path("response_format")),
                EchoDirectives.in(prompt.userText()),
                body);
    }

    @Override
    public AnswerWriter writer(EchoRequest request, Instant created) {
        boolean usage =
                request.source().path("stream_options").path("include_usage").asBoolean();
        return new ChatWriter(request.model(), created, request.prompt().tokens(), usage);
    }

    @Override
    public String callId() {
        return Ids.mixed("call_", 24);
    }

    @Override
    public byte[] error(EchoError error) {
        return OpenAiErrors.body(error);
    }

    @Override
    public String requestIdHeader() {
        return OpenAiErrors.REQUEST_ID;
    }

    private static void collect(JsonNode message, PromptCollector prompt) {
        String text = Fields.text(message.path("content"));
        switch (message.path("role").asText()) {
            case "system", "developer" -> prompt.count(text);
            case "user" -> prompt.user(text);
            case "tool", "function" -> prompt.toolResult(text);
            case "assistant" -> {
                prompt.assistant(text);
                for (JsonNode call : message.path("tool_calls")) {
                    prompt.count(call.path("function").path("name").asText());
                    prompt.count(call.path("function").path("arguments").asText());
                }
            }
            default -> throw Fields.refused("there is no such role", "messages.role");
        }
    }

    private static List<JsonNode> functions(JsonNode body) {
        List<JsonNode> functions = new ArrayList<>();
        body.path("tools").forEach(tool -> functions.add(tool.path("function")));
        return functions;
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("json_schema").path("schema");
            case "json_object" -> JsonNodeFactory.instance.objectNode();
            default -> null;
        };
    }
}
