package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts deltas together to a message, as clients of a stream do. */
final class MessageDraft {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final ObjectNode rest = Tree.object();

    void add(ObjectNode delta) {
        delta.properties().forEach(field -> add(field.getKey(), field.getValue()));
    }

    ObjectNode toMessage() {
        ObjectNode message = Tree.object().put("role", "assistant");
        boolean silent = rest.has("tool_calls") || rest.has("function_call") || refusal.length() > 0;
        message.put("content", content.isEmpty() && silent ? null : content.toString());
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        message.setAll(rest);
        return message;
    }

    private void add(String field, JsonNode told) {
        switch (field) {
            case "content" -> content.append(told.asText());
            case "refusal" -> refusal.append(told.asText());
            case "reasoning_content" -> reasoning.append(told.asText());
            case "reasoning_details" -> told.forEach(detail -> addDetail((ObjectNode) detail));
            case "tool_calls" -> told.forEach(call -> addCall((ObjectNode) call));
            case "function_call" -> addArguments(rest.withObject("/function_call"), (ObjectNode) told);
            case "annotations", "images" -> told.forEach(rest.withArray(field)::add);
            default -> rest.set(field, told);
        }
    }

    /** A signature goes with the text before it. */
    private void addDetail(ObjectNode detail) {
        ArrayNode details = rest.withArray("reasoning_details");
        JsonNode last = details.path(details.size() - 1);
        boolean goesOn = last.path("index").equals(detail.path("index"))
                && last.path("type").equals(detail.path("type"))
                && detail.has("signature");
        if (goesOn) {
            ((ObjectNode) last).set("signature", detail.get("signature"));
        } else {
            details.add(detail);
        }
    }

    private void addCall(ObjectNode call) {
        ArrayNode calls = rest.withArray("tool_calls");
        int index = call.path("index").asInt();
        if (index < calls.size()) {
            addArguments((ObjectNode) calls.get(index).path("function"), (ObjectNode) call.path("function"));
        } else {
            call.remove("index");
            calls.add(call);
        }
    }

    private static void addArguments(ObjectNode call, ObjectNode told) {
        String before = call.path("arguments").asText();
        call.setAll(told);
        call.put("arguments", before + told.path("arguments").asText());
    }
}
