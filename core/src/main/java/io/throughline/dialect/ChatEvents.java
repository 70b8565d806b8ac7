package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns OpenAI's Chat Completions, whole and in chunks, into events. Takes what providers of this dialect make of it: content in parts,
 * reasoning under several names, calls without an index or all with the same, errors in the middle.
 *
 * <p>Source: OpenAI API reference, "Chat Completions"; the providers' own for what differs.
 */
final class ChatEvents {
    private final UsageConvention convention;
    private final Consumer<StreamEvent> out;
    private final Map<String, String> currentCalls = new HashMap<>();
    private final Map<String, String> idsOfCalls = new HashMap<>();
    private int calls;

    ChatEvents(UsageConvention convention, Consumer<StreamEvent> out) {
        this.convention = convention;
        this.out = out;
    }

    /** Reads a whole answer. Where there is a {@code delta} too, it is a left-over. */
    void whole(JsonNode node) {
        read(node, choice -> choice.path("message").isObject() ? choice.path("message") : choice.path("delta"));
    }

    /** Reads a chunk of an answer. Where there is a {@code message} too, it holds what came before. */
    void chunk(JsonNode node) {
        read(node, choice -> choice.path("delta"));
    }

    private void read(JsonNode node, UnaryOperator<JsonNode> message) {
        if (node.path("error").isObject() || node.path("error").isTextual()) {
            out.accept(new StreamEvent.Failed(ErrorReading.object(200, node)));
        }
        out.accept(new StreamEvent.Started(Json.text(node, "id"), Json.text(node, "model")));
        Json.text(node, "service_tier").ifPresent(tier -> out.accept(new StreamEvent.Tier(tier)));
        int position = 0;
        for (JsonNode choice : node.path("choices")) {
            choice(choice.path("index").asInt(position), choice, message.apply(choice));
            position++;
        }
        usage(node);
    }

    private void usage(JsonNode node) {
        ChatUsage.chat(node.path("usage"), convention)
                .or(() -> ChatUsage.chat(node.path("x_groq").path("usage"), convention))
                .or(() -> ChatUsage.chat(node.path("choices").path(0).path("usage"), convention))
                .ifPresent(usage -> out.accept(new StreamEvent.Counted(usage)));
    }

    private void choice(int index, JsonNode choice, JsonNode message) {
        reasoning(index, message);
        content(index, message.path("content"));
        Json.text(message, "refusal").ifPresent(text -> out.accept(new StreamEvent.RefusalPiece(index, "", text)));
        for (JsonNode call : message.path("tool_calls")) {
            toolCall(index, call);
        }
        if (message.path("function_call").isObject()) {
            function(index, "function_call", "", message.path("function_call"));
        }
        for (String other : new String[] {"audio", "images"}) {
            JsonNode value = message.path(other);
            if (value.isContainerNode() && !value.isEmpty()) {
                out.accept(new StreamEvent.Other(index, other, other, value.toString()));
            }
        }
        if (choice.path("error").isObject()) {
            out.accept(new StreamEvent.Failed(ErrorReading.object(200, choice)));
        }
        Json.text(choice, "finish_reason")
                .ifPresent(raw -> out.accept(new StreamEvent.Finished(index, finishReason(raw), raw)));
    }

    private void content(int index, JsonNode content) {
        if (content.isTextual()) {
            text(index, content.textValue());
        }
        for (JsonNode part : content.isArray() ? content : Json.object()) {
            switch (part.path("type").asText()) {
                case "text" -> text(index, part.path("text").asText());
                case "thinking" -> thinking(index, part.path("thinking"));
                default ->
                    out.accept(new StreamEvent.Other(
                            index,
                            part.path("type").asText() + part.hashCode(),
                            part.path("type").asText(),
                            part.toString()));
            }
        }
    }

    private void thinking(int index, JsonNode thinking) {
        if (thinking.isTextual()) {
            out.accept(new StreamEvent.ReasoningPiece(index, "", thinking.textValue()));
        }
        for (JsonNode part : thinking.isArray() ? thinking : Json.object()) {
            out.accept(
                    new StreamEvent.ReasoningPiece(index, "", part.path("text").asText()));
        }
    }

    /** Providers write the same reasoning under two names; signed and encrypted pieces stand in a list beside it. */
    private void reasoning(int index, JsonNode message) {
        Optional<String> plain = Json.text(message, "reasoning_content").or(() -> Json.text(message, "reasoning"));
        plain.ifPresent(text -> out.accept(new StreamEvent.ReasoningPiece(index, "", text)));
        for (JsonNode detail : message.path("reasoning_details")) {
            if (plain.isEmpty()) {
                Json.text(detail, "text")
                        .or(() -> Json.text(detail, "summary"))
                        .ifPresent(text -> out.accept(new StreamEvent.ReasoningPiece(index, "", text)));
            }
            Json.text(detail, "signature")
                    .ifPresent(signature -> out.accept(new StreamEvent.SignaturePiece(index, "", signature)));
            Json.text(detail, "data")
                    .ifPresent(data -> out.accept(new StreamEvent.EncryptedReasoning(index, "", data)));
        }
    }

    private void text(int index, String text) {
        out.accept(new StreamEvent.TextPiece(index, "", text));
    }

    private void toolCall(int choice, JsonNode call) {
        String id = Json.text(call, "id").orElse("");
        String key = keyOf(choice, call.path("index").asText(""), id);
        if (call.path("custom").isObject()) {
            JsonNode custom = call.path("custom");
            out.accept(new StreamEvent.ToolCallNamed(
                    choice, key, id, Json.text(custom, "name").orElse("")));
            out.accept(new StreamEvent.ArgumentsPiece(
                    choice, key, Json.text(custom, "input").orElse("")));
        } else {
            function(choice, key, id, call.path("function"));
        }
    }

    /** A call is known by its index; but a new id at an old index is a new call, and a piece with neither belongs to the last one. */
    private String keyOf(int choice, String index, String id) {
        String place = choice + "/" + index;
        String current = currentCalls.get(place);
        boolean another = current != null && !id.isEmpty() && !id.equals(idsOfCalls.getOrDefault(current, id));
        if (current == null || another) {
            String known = idsOfCalls.entrySet().stream()
                    .filter(entry -> !id.isEmpty()
                            && entry.getValue().equals(id)
                            && entry.getKey().startsWith(choice + "/"))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
            current = known.isEmpty() ? choice + "/" + calls++ : known;
            currentCalls.put(place, current);
        }
        if (!id.isEmpty()) {
            idsOfCalls.putIfAbsent(current, id);
        }
        return current;
    }

    private void function(int choice, String key, String id, JsonNode function) {
        out.accept(new StreamEvent.ToolCallNamed(
                choice, key, id, Json.text(function, "name").orElse("")));
        JsonNode arguments = function.path("arguments");
        if (arguments.isTextual()) {
            out.accept(new StreamEvent.ArgumentsPiece(choice, key, arguments.textValue()));
        } else if (arguments.isContainerNode()) {
            out.accept(new StreamEvent.ArgumentsWhole(choice, key, arguments.toString()));
        }
    }

    static FinishReason finishReason(String raw) {
        return switch (raw) {
            case "stop", "eos", "end_turn", "COMPLETE" -> FinishReason.STOP;
            case "length", "model_length", "max_tokens", "MAX_TOKENS" -> FinishReason.LENGTH;
            case "tool_calls", "function_call", "tool_use" -> FinishReason.TOOL_CALLS;
            case "content_filter", "refusal" -> FinishReason.CONTENT_FILTER;
            case "error", "insufficient_system_resource" -> FinishReason.ERROR;
            default -> FinishReason.OTHER;
        };
    }
}
