package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns OpenAI's Responses, whole and streamed, into events. Items are known by their place in the output: some providers change ids from event
 * to event.
 *
 * <p>Source: OpenAI API reference, "Responses" and "Streaming events".
 */
final class ResponsesEvents {
    private final Consumer<StreamEvent> out;
    private final Set<String> seen = new HashSet<>();

    ResponsesEvents(Consumer<StreamEvent> out) {
        this.out = out;
    }

    /** Reads a whole response. */
    void read(JsonNode response) {
        begun(response);
        int index = 0;
        for (JsonNode item : response.path("output")) {
            if (seen.add("item" + index)) {
                whole(index, item);
            }
            index++;
        }
        over(response);
    }

    /** Reads an event of a stream. */
    void event(JsonNode event) {
        int index = event.path("output_index").asInt(0);
        String part = index + "/" + event.path("content_index").asInt(0);
        switch (event.path("type").asText()) {
            case "response.created", "response.in_progress", "response.queued" -> begun(event.path("response"));
            case "response.output_item.added" -> added(index, event.path("item"));
            case "response.output_text.delta" -> {
                seen.add(part);
                out.accept(new StreamEvent.TextPiece(0, part, delta(event)));
            }
            case "response.refusal.delta" -> {
                seen.add(part);
                out.accept(new StreamEvent.RefusalPiece(0, part, delta(event)));
            }
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
                seen.add("reasoning" + index);
                out.accept(new StreamEvent.ReasoningPiece(0, "" + index, delta(event)));
            }
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                out.accept(new StreamEvent.ArgumentsPiece(0, "" + index, delta(event)));
            case "response.output_item.done" -> {
                seen.add("item" + index);
                whole(index, event.path("item"));
            }
            case "response.completed", "response.incomplete", "response.failed", "response.cancelled" -> {
                read(event.path("response"));
                out.accept(new StreamEvent.Ended());
            }
            case "error" -> out.accept(new StreamEvent.Failed(ErrorReading.object(200, event)));
            default -> {}
        }
    }

    private void begun(JsonNode response) {
        out.accept(new StreamEvent.Started(Json.text(response, "id"), Json.text(response, "model")));
        Json.text(response, "service_tier").ifPresent(tier -> out.accept(new StreamEvent.Tier(tier)));
    }

    private void added(int index, JsonNode item) {
        String type = item.path("type").asText();
        if (type.equals("function_call") || type.equals("custom_tool_call")) {
            named(index, item);
        }
    }

    /** Reads an item that is whole; of what was streamed before, only what the end adds. */
    private void whole(int index, JsonNode item) {
        switch (item.path("type").asText()) {
            case "message" -> message(index, item);
            case "reasoning" -> reasoning(index, item);
            case "function_call" -> call(index, item, "arguments");
            case "custom_tool_call" -> call(index, item, "input");
            default ->
                out.accept(
                        new StreamEvent.Other(0, "" + index, item.path("type").asText(), item.toString()));
        }
    }

    private void message(int index, JsonNode item) {
        int number = 0;
        for (JsonNode content : item.path("content")) {
            String part = index + "/" + number++;
            if (!seen.add(part)) {
                continue;
            }
            switch (content.path("type").asText()) {
                case "output_text" ->
                    out.accept(new StreamEvent.TextPiece(
                            0, part, content.path("text").asText()));
                case "refusal" ->
                    out.accept(new StreamEvent.RefusalPiece(
                            0, part, content.path("refusal").asText()));
                default ->
                    out.accept(
                            new StreamEvent.Other(0, part, content.path("type").asText(), content.toString()));
            }
        }
    }

    private void reasoning(int index, JsonNode item) {
        String key = "" + index;
        if (seen.add("reasoning" + index)) {
            for (String list : new String[] {"summary", "content"}) {
                for (JsonNode part : item.path(list)) {
                    out.accept(new StreamEvent.ReasoningPiece(
                            0, key, part.path("text").asText()));
                }
            }
        }
        Json.text(item, "encrypted_content")
                .ifPresent(data -> out.accept(new StreamEvent.EncryptedReasoning(0, key, data)));
    }

    private void call(int index, JsonNode item, String arguments) {
        named(index, item);
        Json.text(item, arguments).ifPresent(json -> out.accept(new StreamEvent.ArgumentsWhole(0, "" + index, json)));
    }

    private void named(int index, JsonNode item) {
        String id = Json.text(item, "call_id").or(() -> Json.text(item, "id")).orElse("");
        out.accept(new StreamEvent.ToolCallNamed(
                0, "" + index, id, Json.text(item, "name").orElse("")));
    }

    private void over(JsonNode response) {
        if (response.path("error").isObject()) {
            out.accept(new StreamEvent.Failed(ErrorReading.object(200, response)));
        }
        String status = response.path("status").asText();
        String why = response.path("incomplete_details").path("reason").asText("");
        switch (status) {
            case "completed" -> out.accept(new StreamEvent.Finished(0, FinishReason.STOP, status));
            case "incomplete" ->
                out.accept(new StreamEvent.Finished(
                        0,
                        why.equals("content_filter") ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH,
                        why.isEmpty() ? status : why));
            case "failed", "cancelled" -> out.accept(new StreamEvent.Finished(0, FinishReason.ERROR, status));
            default -> {}
        }
        ChatUsage.responses(response.path("usage")).ifPresent(usage -> out.accept(new StreamEvent.Counted(usage)));
    }

    private static String delta(JsonNode event) {
        return event.path("delta").asText();
    }
}
