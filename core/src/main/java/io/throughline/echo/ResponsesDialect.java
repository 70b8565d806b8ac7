package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses. Keeps nothing: {@code previous_response_id} is repeated in the answer and has no other effect. */
final class ResponsesDialect implements EchoDialect {
    @Override
    public EchoRequest read(JsonNode body) {
        String model = Fields.model(body);
        PromptCollector prompt = new PromptCollector();
        prompt.count(body.path("instructions").asText());
        if (body.path("input").isTextual()) {
            prompt.user(body.get("input").asText());
        } else {
            Fields.filledArray(body, "input").forEach(item -> collect(item, prompt));
        }
        body.path("tools").forEach(prompt::count);
        return new EchoRequest(
                model,
                body.path("stream").asBoolean(),
                Fields.positive(body, "max_output_tokens"),
                prompt.prompt(),
                Fields.tools(body.path("tools"), "parameters"),
                Fields.openAiChoice(body.path("tool_choice")),
                body.path("parallel_tool_calls").asBoolean(true),
                schema(body.path("text").path("format")),
                EchoDirectives.in(prompt.userText()),
                body);
    }

    @Override
    public AnswerWriter writer(EchoRequest request, Instant created) {
        return new ResponsesWriter(new ResponseDocument(request, created));
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

    private static void collect(JsonNode item, PromptCollector prompt) {
        switch (item.path("type").asText("message")) {
            case "message" -> message(item, prompt);
            case "function_call" ->
                prompt.assistant(item.path("name").asText() + " "
                        + item.path("arguments").asText());
            case "function_call_output" -> prompt.toolResult(Fields.text(item.path("output")));
            case "reasoning" -> prompt.assistant(Fields.text(item.path("summary")));
            default -> prompt.count(item);
        }
    }

    private static void message(JsonNode message, PromptCollector prompt) {
        String text = Fields.text(message.path("content"));
        switch (message.path("role").asText()) {
            case "system", "developer" -> prompt.count(text);
            case "user" -> prompt.user(text);
            case "assistant" -> prompt.assistant(text);
            default -> throw Fields.refused("there is no such role", "input.role");
        }
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("schema");
            case "json_object" -> JsonNodeFactory.instance.objectNode();
            default -> null;
        };
    }
}
