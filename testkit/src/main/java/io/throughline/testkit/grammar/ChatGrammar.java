package io.throughline.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks streams of Chat Completions: all chunks have the same id, model and creation; each choice begins with its role, numbers its tool calls from 0,
 * names each in its first delta, ends once and says nothing behind; usage comes where it was asked for, once, last; {@code [DONE]} ends all. A stream
 * that broke ends with an error and nothing else.
 */
public final class ChatGrammar {
    private static final String DONE = "[DONE]";

    private final Usage usage;
    private final Map<Integer, Choice> choices = new HashMap<>();
    private String head = "";
    private int number;
    private boolean usageTold;
    private boolean failed;

    private ChatGrammar(Usage usage) {
        this.usage = usage;
    }

    /** Checks a stream whose client did not ask for usage; throws an {@link AssertionError} that names the chunk. */
    public static void check(String sse) {
        new ChatGrammar(Usage.NOT_ASKED).checkAll(sse);
    }

    /** Checks a stream whose client asked for usage. */
    public static void checkWithUsage(String sse) {
        new ChatGrammar(Usage.ASKED).checkAll(sse);
    }

    private void checkAll(String sse) {
        List<String> events = StreamText.data(sse);
        require(!events.isEmpty(), "the stream is empty");
        for (number = 0; number < events.size(); number++) {
            String data = events.get(number);
            require(!failed, "something follows the error");
            if (data.equals(DONE)) {
                require(number == events.size() - 1, "something follows [DONE]");
            } else {
                checkChunk(StreamText.object(data, "chunk " + number));
            }
        }
        if (failed) {
            return;
        }
        require(events.get(events.size() - 1).equals(DONE), "there is no [DONE]");
        choices.forEach((index, choice) -> require(choice.finished, "choice " + index + " has no finish_reason"));
        require(usage == Usage.NOT_ASKED || usageTold, "usage was asked for and not told");
    }

    private void checkChunk(JsonNode chunk) {
        if (chunk.has("error")) {
            failed = true;
            return;
        }
        require(chunk.path("object").asText().equals("chat.completion.chunk"), "object is not chat.completion.chunk");
        require(chunk.path("id").isTextual() && !chunk.path("id").asText().isEmpty(), "there is no id");
        require(chunk.path("model").isTextual(), "there is no model");
        require(chunk.path("created").isIntegralNumber(), "created is no integer");
        String told = chunk.get("id") + " " + chunk.get("model") + " " + chunk.get("created");
        require(head.isEmpty() || head.equals(told), "id, model or created changed from " + head + " to " + told);
        head = told;
        require(chunk.path("choices").isArray(), "choices is no array");
        require(!usageTold, "something follows the usage");
        if (chunk.get("choices").isEmpty()) {
            require(usage == Usage.ASKED, "choices is empty, and usage was not asked for");
            require(chunk.path("usage").isObject(), "choices is empty, and there is no usage");
            usageTold = true;
        } else {
            require(!chunk.path("usage").isObject(), "usage stands beside choices");
            chunk.get("choices").forEach(this::checkChoice);
        }
    }

    private void checkChoice(JsonNode choice) {
        require(choice.path("index").isIntegralNumber(), "a choice has no index");
        require(choice.path("delta").isObject(), "a choice has no delta");
        Choice known = choices.get(choice.get("index").asInt());
        JsonNode delta = choice.get("delta");
        if (known == null) {
            known = new Choice();
            choices.put(choice.get("index").asInt(), known);
            require(delta.path("role").asText().equals("assistant"), "a choice's first delta has no role");
        } else {
            require(!delta.has("role") || delta.get("role").asText().equals("assistant"), "the role changed");
        }
        require(!known.finished, "choice " + choice.get("index") + " goes on behind its finish_reason");
        checkText(delta, "content");
        checkText(delta, "reasoning_content");
        checkText(delta, "refusal");
        for (JsonNode call : delta.path("tool_calls")) {
            checkCall(call, known);
        }
        JsonNode finish = choice.path("finish_reason");
        require(finish.isNull() || finish.isMissingNode() || finish.isTextual(), "finish_reason is no string");
        if (finish.isTextual()) {
            known.finished = true;
            require(
                    known.calls == 0 || !finish.asText().equals("stop"),
                    "finish_reason is stop although tools are called");
        }
    }

    private void checkCall(JsonNode call, Choice choice) {
        require(call.path("index").isIntegralNumber(), "a tool call has no index");
        int index = call.get("index").asInt();
        require(index <= choice.calls, "the tool call's index " + index + " leaves some out");
        JsonNode function = call.path("function");
        if (index == choice.calls) {
            choice.calls++;
            require(!call.path("id").asText().isEmpty(), "tool call " + index + " begins without an id");
            require(call.path("type").asText().equals("function"), "tool call " + index + " begins without a type");
            require(!function.path("name").asText().isEmpty(), "tool call " + index + " begins without a name");
        } else {
            require(!call.has("id"), "the id of tool call " + index + " comes again");
            require(!function.has("name"), "the name of tool call " + index + " comes again");
        }
        checkText(function, "arguments");
    }

    private void checkText(JsonNode object, String field) {
        JsonNode value = object.path(field);
        require(value.isMissingNode() || value.isNull() || value.isTextual(), field + " is no string");
    }

    private void require(boolean so, String otherwise) {
        if (!so) {
            throw new AssertionError("chunk " + number + ": " + otherwise);
        }
    }

    private enum Usage {
        ASKED,
        NOT_ASKED
    }

    /** What has come of a choice. */
    private static final class Choice {
        private int calls;
        private boolean finished;
    }
}
