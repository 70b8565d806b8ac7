package io.throughline.mark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer as clients send it back, in each dialect. */
final class Echo {
    static final List<String> DIALECTS =
            List.of("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Echo() {}

    static byte[] request(String dialect, Answer.Choice choice) {
        ObjectNode body = MAPPER.createObjectNode();
        switch (dialect) {
            case "openai-chat" -> chat(body.putArray("messages"), choice);
            case "openai-responses" -> responses(body.putArray("input"), choice);
            case "anthropic-messages" -> messages(body.putArray("messages"), choice);
            default -> gemini(body.putArray("contents"), choice);
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void chat(ArrayNode messages, Answer.Choice choice) {
        ObjectNode message = messages.addObject().put("role", "assistant").put("content", choice.text());
        ArrayNode calls = message.putArray("tool_calls");
        for (Block.ToolCall call : choice.toolCalls()) {
            calls.addObject().put("id", call.id()).putObject("function").put("arguments", text(call));
        }
    }

    private static void responses(ArrayNode input, Answer.Choice choice) {
        input.addObject()
                .put("type", "message")
                .put("role", "assistant")
                .putArray("content")
                .addObject()
                .put("type", "output_text")
                .put("text", choice.text());
        for (Block.ToolCall call : choice.toolCalls()) {
            input.addObject()
                    .put("type", "function_call")
                    .put("call_id", call.id())
                    .put("arguments", text(call));
        }
    }

    private static void messages(ArrayNode messages, Answer.Choice choice) {
        ArrayNode content = messages.addObject().put("role", "assistant").putArray("content");
        content.addObject().put("type", "text").put("text", choice.text());
        for (Block.ToolCall call : choice.toolCalls()) {
            content.addObject().put("type", "tool_use").put("id", call.id()).putRawValue("input", object(call));
        }
    }

    private static void gemini(ArrayNode contents, Answer.Choice choice) {
        ArrayNode parts = contents.addObject().put("role", "model").putArray("parts");
        parts.addObject().put("text", choice.text());
        for (Block.ToolCall call : choice.toolCalls()) {
            parts.addObject().putObject("functionCall").put("name", call.name()).putRawValue("args", object(call));
        }
    }

    private static String text(Block.ToolCall call) {
        return call.arguments().isEmpty() ? "{}" : call.arguments();
    }

    /** The arguments' very text, or a string of it where it is no JSON. */
    private static RawValue object(Block.ToolCall call) {
        String text = text(call);
        try {
            MAPPER.readTree(text);
            return new RawValue(text);
        } catch (JsonProcessingException e) {
            return new RawValue(MAPPER.getNodeFactory().textNode(text).toString());
        }
    }
}
