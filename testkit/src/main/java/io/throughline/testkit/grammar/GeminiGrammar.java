package io.throughline.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks streams of Gemini's {@code streamGenerateContent} with {@code alt=sse}: all chunks have the same id and model; each part has one kind of
 * content; a call is whole and has an id of its own; each candidate ends once and says nothing behind; the counts of usage add up. A stream that broke
 * ends with an error and nothing else.
 */
public final class GeminiGrammar {
    private static final Set<String> CONTENT = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult");
    private static final Set<String> FINISHES = Set.of(
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "IMAGE_OTHER",
            "NO_IMAGE",
            "MODEL_ARMOR");

    private final Map<Integer, Boolean> finished = new HashMap<>();
    private final Set<String> callIds = new HashSet<>();
    private String head = "";
    private int number;
    private boolean blocked;
    private boolean failed;

    private GeminiGrammar() {}

    /** Checks a stream; throws an {@link AssertionError} that names the chunk. */
    public static void check(String sse) {
        new GeminiGrammar().checkAll(StreamText.data(sse));
    }

    private void checkAll(List<String> events) {
        require(!events.isEmpty(), "the stream is empty");
        for (number = 0; number < events.size(); number++) {
            require(!failed, "something follows the error");
            require(!events.get(number).equals("[DONE]"), "there is no [DONE] here");
            checkChunk(StreamText.object(events.get(number), "chunk " + number));
        }
        if (!failed) {
            require(blocked || !finished.isEmpty(), "there is no candidate");
            finished.forEach((index, is) -> require(is, "candidate " + index + " has no finishReason"));
        }
    }

    private void checkChunk(JsonNode chunk) {
        if (chunk.has("error")) {
            JsonNode error = chunk.get("error");
            require(error.path("code").isIntegralNumber(), "the error has no code");
            require(error.path("message").isTextual(), "the error has no message");
            require(error.path("status").isTextual(), "the error has no status");
            failed = true;
            return;
        }
        String told = chunk.path("responseId") + " " + chunk.path("modelVersion");
        require(chunk.path("modelVersion").isTextual(), "there is no modelVersion");
        require(head.isEmpty() || head.equals(told), "id or model changed from " + head + " to " + told);
        head = told;
        blocked |= chunk.path("promptFeedback").has("blockReason");
        chunk.path("candidates").forEach(this::checkCandidate);
        if (chunk.has("usageMetadata")) {
            checkUsage(chunk.get("usageMetadata"));
        }
    }

    private void checkCandidate(JsonNode candidate) {
        int index = candidate.path("index").asInt(0);
        require(!finished.getOrDefault(index, false), "candidate " + index + " goes on behind its finishReason");
        JsonNode finish = candidate.path("finishReason");
        require(finish.isMissingNode() || FINISHES.contains(finish.asText()), "no such finishReason: " + finish);
        finished.put(index, finish.isTextual());
        JsonNode content = candidate.path("content");
        if (content.has("parts")) {
            require(content.path("role").asText().equals("model"), "the role is not model");
            require(content.get("parts").isArray(), "parts is no array");
            content.get("parts").forEach(this::checkPart);
        }
    }

    private void checkPart(JsonNode part) {
        long kinds = CONTENT.stream().filter(part::has).count();
        require(kinds == 1, "a part has " + kinds + " kinds of content: " + part);
        require(!part.has("text") || part.get("text").isTextual(), "text is no string");
        require(!part.has("thought") || part.get("thought").isBoolean(), "thought is no boolean");
        require(!part.has("thoughtSignature") || isBase64(part.get("thoughtSignature")), "the signature is no base64");
        JsonNode call = part.path("functionCall");
        if (call.isObject()) {
            require(!call.path("name").asText().isEmpty(), "a call has no name");
            require(!call.has("args") || call.get("args").isObject(), "a call's args are no object");
            String id = call.path("id").asText("");
            require(id.isEmpty() || callIds.add(id), "two calls have the id " + id);
        }
    }

    private void checkUsage(JsonNode usage) {
        if (!usage.has("totalTokenCount")) {
            return;
        }
        long sum = 0;
        for (String count :
                List.of("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount")) {
            require(usage.path(count).asLong(0) >= 0, count + " is below zero");
            sum += usage.path(count).asLong(0);
        }
        require(usage.get("totalTokenCount").asLong() == sum, "the counts do not add up to totalTokenCount");
        require(
                usage.path("cachedContentTokenCount").asLong(0)
                        <= usage.path("promptTokenCount").asLong(0),
                "more is cached than prompted");
    }

    private static boolean isBase64(JsonNode value) {
        return value.isTextual() && value.asText().matches("[A-Za-z0-9+/_-]*={0,2}");
    }

    private void require(boolean so, String otherwise) {
        if (!so) {
            throw new AssertionError("chunk " + number + ": " + otherwise);
        }
    }
}
