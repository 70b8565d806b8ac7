package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns Anthropic's Messages, whole and streamed, into events. Blocks of the provider's own tools are no calls of the client's.
 *
 * <p>Source: Anthropic API reference, "Messages" and "Streaming messages".
 */
final class MessagesEvents {
    private final Consumer<StreamEvent> out;
    private final ObjectNode usage = Json.object();
    private final Map<String, ObjectNode> others = new HashMap<>();
    private final Map<String, StringBuilder> inputs = new HashMap<>();
    private Optional<String> first = Optional.empty();

    MessagesEvents(Consumer<StreamEvent> out) {
        this.out = out;
    }

    /** Reads a whole message. */
    void read(JsonNode message) {
        begun(message);
        int index = 0;
        for (JsonNode block : message.path("content")) {
            String key = "" + index++;
            opened(key, block);
            closed(key);
        }
        finished(message);
    }

    /** Reads an event of a stream. */
    void event(JsonNode event) {
        String key = event.path("index").asText("0");
        switch (event.path("type").asText()) {
            case "message_start" -> started(event.path("message"));
            case "content_block_start" -> opened(key, event.path("content_block"));
            case "content_block_delta" -> delta(key, event.path("delta"));
            case "content_block_stop" -> closed(key);
            case "message_delta" -> {
                finished(event.path("delta"));
                counted(event.path("usage"));
            }
            case "message_stop" -> out.accept(new StreamEvent.Ended());
            case "error" -> out.accept(new StreamEvent.Failed(ErrorReading.object(200, event)));
            default -> {}
        }
    }

    /** Some proxies begin a message twice: the same one again changes nothing, another one makes the first void. */
    private void started(JsonNode message) {
        Optional<String> id = Json.text(message, "id");
        if (first.isPresent() && !first.equals(id)) {
            others.clear();
            inputs.clear();
            out.accept(new StreamEvent.Voided());
        }
        first = id;
        begun(message);
    }

    private void begun(JsonNode message) {
        out.accept(new StreamEvent.Started(Json.text(message, "id"), Json.text(message, "model")));
        counted(message.path("usage"));
    }

    private void opened(String key, JsonNode block) {
        switch (block.path("type").asText()) {
            case "text" ->
                out.accept(new StreamEvent.TextPiece(0, key, block.path("text").asText()));
            case "thinking" -> {
                out.accept(new StreamEvent.ReasoningPiece(
                        0, key, block.path("thinking").asText()));
                Json.text(block, "signature")
                        .ifPresent(signature -> out.accept(new StreamEvent.SignaturePiece(0, key, signature)));
            }
            case "redacted_thinking" ->
                out.accept(new StreamEvent.EncryptedReasoning(
                        0, key, block.path("data").asText()));
            case "tool_use" -> {
                out.accept(new StreamEvent.ToolCallNamed(
                        0, key, block.path("id").asText(), block.path("name").asText()));
                if (!block.path("input").isEmpty()) {
                    out.accept(new StreamEvent.ArgumentsWhole(
                            0, key, block.path("input").toString()));
                }
            }
            default -> {
                if (block instanceof ObjectNode other) {
                    others.put(key, other);
                }
            }
        }
    }

    private void delta(String key, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" ->
                out.accept(new StreamEvent.TextPiece(0, key, delta.path("text").asText()));
            case "thinking_delta" ->
                out.accept(new StreamEvent.ReasoningPiece(
                        0, key, delta.path("thinking").asText()));
            case "signature_delta" ->
                out.accept(new StreamEvent.SignaturePiece(
                        0, key, delta.path("signature").asText()));
            case "input_json_delta" -> input(key, delta.path("partial_json").asText());
            default -> {}
        }
    }

    private void input(String key, String json) {
        if (others.containsKey(key)) {
            inputs.computeIfAbsent(key, k -> new StringBuilder()).append(json);
        } else {
            out.accept(new StreamEvent.ArgumentsPiece(0, key, json));
        }
    }

    private void closed(String key) {
        ObjectNode other = others.remove(key);
        StringBuilder input = inputs.remove(key);
        if (other == null) {
            return;
        }
        if (input != null && !input.isEmpty()) {
            JsonNode parsed = Json.tree(input.toString());
            if (parsed.isMissingNode()) {
                other.put("input", input.toString());
            } else {
                other.set("input", parsed);
            }
        }
        out.accept(new StreamEvent.Other(0, key, other.path("type").asText(), other.toString()));
    }

    private void finished(JsonNode node) {
        Json.text(node, "stop_reason")
                .ifPresent(raw -> out.accept(new StreamEvent.Finished(0, finishReason(raw), raw)));
    }

    /** What the end of a stream says replaces what its start said, field by field: counts are cumulative, not to be added. */
    private void counted(JsonNode counts) {
        if (!counts.isObject()) {
            return;
        }
        counts.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                usage.set(field.getKey(), field.getValue());
            }
        });
        Json.text(usage, "service_tier").ifPresent(tier -> out.accept(new StreamEvent.Tier(tier)));
        if (usage.has("input_tokens") || usage.has("output_tokens")) {
            out.accept(new StreamEvent.Counted(buckets()));
        }
    }

    /** Cached tokens stand beside {@code input_tokens}, thinking is in {@code output_tokens}. */
    private Usage buckets() {
        long hour = Json.count(usage, "cache_creation", "ephemeral_1h_input_tokens");
        long written = Math.max(
                Json.count(usage, "cache_creation_input_tokens"),
                hour + Json.count(usage, "cache_creation", "ephemeral_5m_input_tokens"));
        long output = Json.count(usage, "output_tokens");
        long reasoning = Math.min(output, Json.count(usage, "output_tokens_details", "thinking_tokens"));
        return new Usage(
                Json.count(usage, "input_tokens"),
                Json.count(usage, "cache_read_input_tokens"),
                written - hour,
                hour,
                0,
                0,
                output - reasoning,
                reasoning,
                0);
    }

    static FinishReason finishReason(String raw) {
        return switch (raw) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            case "pause_turn" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }
}
