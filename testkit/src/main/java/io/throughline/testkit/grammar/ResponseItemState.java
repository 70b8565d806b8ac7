package io.throughline.testkit.grammar;

import static io.throughline.testkit.grammar.ResponsesGrammar.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been told of an item of a response's output. */
final class ResponseItemState {
    private final String id;
    private final String type;
    private final List<ResponsePartState> parts = new ArrayList<>();
    private final List<ResponsePartState> summaries = new ArrayList<>();
    private final StringBuilder arguments = new StringBuilder();
    private boolean argumentsDone;
    private @Nullable JsonNode done;

    ResponseItemState(JsonNode added) {
        id = added.path("id").asText();
        type = added.path("type").asText();
        require(!id.isEmpty() && !type.isEmpty(), "the item has no id or type");
        require(added.path("content").isEmpty() && added.path("summary").isEmpty(), "the item begins with content");
        require(added.path("arguments").asText().isEmpty(), "the call begins with arguments");
        require(!isCall() || !added.path("call_id").asText().isEmpty(), "the call has no call_id");
        require(!isCall() || !added.path("name").asText().isEmpty(), "the call has no name");
    }

    String id() {
        return id;
    }

    void take(String event, JsonNode data) {
        require(done == null, "the item is done");
        if (event.equals("response.output_item.done")) {
            finish(data.path("item"));
            return;
        }
        require(data.path("item_id").asText().equals(id), "the event names another item");
        switch (event) {
            case "response.content_part.added" -> add(parts, data.path("content_index"), data.path("part"));
            case "response.reasoning_summary_part.added" ->
                add(summaries, data.path("summary_index"), data.path("part"));
            case "response.output_text.delta", "response.refusal.delta", "response.reasoning_text.delta" ->
                part(parts, data.path("content_index")).add(event, data);
            case "response.reasoning_summary_text.delta" ->
                part(summaries, data.path("summary_index")).add(event, data);
            case "response.output_text.annotation.added" ->
                part(parts, data.path("content_index")).annotate(data);
            case "response.output_text.done", "response.refusal.done", "response.reasoning_text.done" ->
                part(parts, data.path("content_index")).finishText(event, data);
            case "response.reasoning_summary_text.done" ->
                part(summaries, data.path("summary_index")).finishText(event, data);
            case "response.content_part.done" ->
                part(parts, data.path("content_index")).finish(data.path("part"));
            case "response.reasoning_summary_part.done" ->
                part(summaries, data.path("summary_index")).finish(data.path("part"));
            case "response.function_call_arguments.delta" -> addArguments(data);
            case "response.function_call_arguments.done" -> finishArguments(data);
            default ->
                require(!type.equals("message") && !isCall(), "the event does not belong to an item of type " + type);
        }
    }

    /** Requires that the item is done, and as the response at the end has it. OpenAI encrypts anew each time it tells an item. */
    void requireEnd(JsonNode item) {
        if (done == null) {
            throw new AssertionError("the item " + id + " is not done");
        }
        require(
                withoutEncrypted(item).equals(withoutEncrypted(done)),
                "the response has " + item + " but the item was done as " + done);
        require(
                item.has("encrypted_content") == done.has("encrypted_content"),
                "the encrypted form of " + id + " comes or goes");
    }

    private void finish(JsonNode item) {
        require(item.path("id").asText().equals(id), "the item's id changes");
        require(item.path("type").asText().equals(type), "the item's type changes");
        require(!item.path("status").asText().equals("in_progress"), "the item is done and in progress");
        requireParts(parts, item.path("content"));
        requireParts(summaries, item.path("summary"));
        if (isCall()) {
            require(argumentsDone, "the arguments are not done");
            require(item.path("arguments").asText().equals(arguments.toString()), "the arguments are others");
        }
        done = item;
    }

    private static void requireParts(List<ResponsePartState> told, JsonNode whole) {
        require(told.size() == whole.size(), "the item has other parts than the stream");
        for (int i = 0; i < told.size(); i++) {
            told.get(i).requireEnd(whole.get(i));
        }
    }

    private static void add(List<ResponsePartState> parts, JsonNode index, JsonNode part) {
        require(index.isIntegralNumber() && index.asInt() == parts.size(), "parts are not numbered in their order");
        parts.add(new ResponsePartState(part));
    }

    private static ResponsePartState part(List<ResponsePartState> parts, JsonNode index) {
        require(index.isIntegralNumber() && index.asInt() < parts.size(), "the part has not begun");
        return parts.get(index.asInt());
    }

    private void addArguments(JsonNode data) {
        require(isCall() && !argumentsDone, "there are no arguments to add to");
        require(!data.path("delta").asText().isEmpty(), "the delta is empty");
        arguments.append(data.path("delta").asText());
    }

    private void finishArguments(JsonNode data) {
        require(isCall() && !argumentsDone, "there are no arguments to end");
        require(data.path("arguments").asText().equals(arguments.toString()), "the arguments are others");
        argumentsDone = true;
    }

    private boolean isCall() {
        return type.equals("function_call");
    }

    private static JsonNode withoutEncrypted(JsonNode item) {
        return item instanceof ObjectNode fields ? fields.deepCopy().without("encrypted_content") : item;
    }
}
