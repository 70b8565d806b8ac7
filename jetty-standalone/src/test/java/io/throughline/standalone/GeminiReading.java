package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.grammar.GeminiGrammar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client of Gemini's that reads what its API reference says and no more. */
final class GeminiReading {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASK = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ClientAnswer.Call> calls = new ArrayList<>();
    private String finish = "";
    private JsonNode usage = JSON.createObjectNode();
    private boolean failed;

    static ClientAnswer read(RunningServer server, String model, boolean streamed) {
        GeminiReading reading = new GeminiReading();
        HttpResponse<byte[]> response = server.post(
                "/v1beta/models/" + model + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent"), ASK);
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (!streamed || response.statusCode() != 200) {
            reading.take(body);
        } else {
            GeminiGrammar.check(body);
            body.lines().filter(line -> line.startsWith("data:")).forEach(line -> reading.take(line.substring(5)));
        }
        return reading.answer();
    }

    private void take(String json) {
        JsonNode chunk;
        try {
            chunk = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        failed |= chunk.has("error");
        for (JsonNode candidate : chunk.path("candidates")) {
            if (candidate.path("index").asInt() == 0) {
                take(candidate);
            }
        }
        usage = chunk.has("usageMetadata") ? chunk.path("usageMetadata") : usage;
    }

    private void take(JsonNode candidate) {
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (part.has("functionCall")) {
                JsonNode call = part.path("functionCall");
                calls.add(new ClientAnswer.Call(
                        call.path("name").asText(),
                        call.path("args").isObject() ? call.path("args") : JSON.createObjectNode()));
            } else if (part.has("text")) {
                (part.path("thought").asBoolean() ? reasoning : text)
                        .append(part.path("text").asText());
            }
        }
        finish = candidate.path("finishReason").asText(finish);
    }

    private ClientAnswer answer() {
        if (failed) {
            return ClientAnswer.failure();
        }
        String why = switch (finish) {
            case "STOP" -> "stop";
            case "MAX_TOKENS" -> "length";
            case "SAFETY", "PROHIBITED_CONTENT" -> "content_filter";
            default -> finish;
        };
        Optional<ClientAnswer.Tokens> tokens = usage.has("promptTokenCount")
                ? Optional.of(new ClientAnswer.Tokens(
                        usage.path("promptTokenCount").asLong(),
                        usage.path("cachedContentTokenCount").asLong(),
                        usage.path("candidatesTokenCount").asLong()
                                + usage.path("thoughtsTokenCount").asLong()))
                : Optional.empty();
        return new ClientAnswer(
                text.toString(), reasoning.toString(), "", calls, calls.isEmpty() ? why : "tool_calls", tokens, false);
    }
}
