package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.echo.EchoRequest.ToolChoice;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages. */
final class MessagesDialect implements EchoDialect {
    @Override
    public EchoRequest read(JsonNode body) {
        String model = Fields.model(body);
        if (!body.hasNonNull("max_tokens")) {
            throw Fields.refused("Field required", "max_tokens");
        }
        JsonNode choice = body.path("tool_choice");
        PromptCollector prompt = prompt(body);
        return new EchoRequest(
                model,
                body.path("stream").asBoolean(),
                Fields.positive(body, "max_tokens"),
                prompt.prompt(),
                Fields.tools(body.path("tools"), "input_schema"),
                choice(choice),
                !choice.path("disable_parallel_tool_use").asBoolean(),
                schema(body.path("output_config").path("format")),
                EchoDirectives.in(prompt.userText()),
                body);
    }

    /** Returns the body of an answer to {@code count_tokens}: what {@code usage.input_tokens} would be. */
    byte[] tokens(JsonNode body) {
        Fields.model(body);
        int tokens = prompt(body).prompt().tokens();
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("input_tokens", tokens);
            json.writeEndObject();
        });
    }

    @Override
    public AnswerWriter writer(EchoRequest request, Instant created) {
        return new MessagesWriter(request.model(), request.prompt().tokens());
    }

    @Override
    public String callId() {
        return Ids.mixed("toolu_01", 22);
    }

    @Override
    public byte[] error(EchoError error) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", "error");
            json.writeFieldName("error");
            error.anthropic(json);
            json.writeStringField("request_id", Ids.mixed("req_01", 22));
            json.writeEndObject();
        });
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    private static PromptCollector prompt(JsonNode body) {
        PromptCollector prompt = new PromptCollector();
        prompt.count(Fields.text(body.path("system")));
        Fields.filledArray(body, "messages").forEach(message -> collect(message, prompt));
        body.path("tools").forEach(prompt::count);
        return prompt;
    }

    private static void collect(JsonNode message, PromptCollector prompt) {
        JsonNode content = message.path("content");
        switch (message.path("role").asText()) {
            case "user" -> user(content, prompt);
            case "system" -> prompt.count(Fields.text(content));
            case "assistant" -> {
                prompt.assistant(Fields.text(content));
                for (JsonNode block : content) {
                    if (block.path("type").asText().equals("tool_use")) {
                        prompt.count(block.path("name").asText());
                        prompt.count(block.path("input"));
                    }
                }
            }
            default -> throw Fields.refused("there is no such role", "messages.role");
        }
    }

    private static void user(JsonNode content, PromptCollector prompt) {
        boolean results = false;
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("tool_result")) {
                prompt.toolResult(Fields.text(block.path("content")));
                results = true;
            }
        }
        if (results) {
            // text beside results is a remark to them, not a new question
            prompt.count(Fields.text(content));
        } else {
            prompt.user(Fields.text(content));
        }
    }

    private static ToolChoice choice(JsonNode choice) {
        return switch (choice.path("type").asText()) {
            case "any" -> new ToolChoice.Any();
            case "tool" -> new ToolChoice.Named(choice.path("name").asText());
            case "none" -> new ToolChoice.None();
            default -> new ToolChoice.Auto();
        };
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        return format.path("type").asText().equals("json_schema") ? format.path("schema") : null;
    }
}
