package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.testkit.grammar.ChatGrammar;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.testkit.grammar.ResponsesGrammar;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;

/** A client of each dialect: what it asks, and what it must get. */
enum AskingClient {
    CHAT(
            "/v1/chat/completions",
            "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\",\"parameters\":{\"type\":\"object\"}}}]}",
            "choices",
            ChatGrammar::check),
    RESPONSES(
            "/v1/responses",
            "{\"model\":\"%s\",\"stream\":%s,\"store\":false,\"input\":\"hi\",\"tools\":[{\"type\":\"function\",\"name\":\"add\",\"parameters\":{\"type\":\"object\"},\"strict\":false}]}",
            "output",
            ResponsesGrammar::check),
    MESSAGES(
            "/v1/messages",
            "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"name\":\"add\",\"input_schema\":{\"type\":\"object\"}}]}",
            "content",
            AskingClient::checkMessages),
    GEMINI(
            "/v1beta/models/",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}],\"tools\":[{\"functionDeclarations\":[{\"name\":\"add\",\"parameters\":{\"type\":\"OBJECT\"}}]}]}",
            "candidates",
            GeminiGrammar::check),
    GEMINI_ARRAY(
            "/v1beta/models/",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}],\"tools\":[{\"functionDeclarations\":[{\"name\":\"add\",\"parameters\":{\"type\":\"OBJECT\"}}]}]}",
            "candidates",
            AskingClient::checkArray);

    private final String path;
    private final String request;
    private final String content;
    private final Consumer<String> grammar;

    AskingClient(String path, String request, String content, Consumer<String> grammar) {
        this.path = path;
        this.request = request;
        this.content = content;
        this.grammar = grammar;
    }

    ProxyRequest asks(String model, boolean streamed) {
        String target = switch (this) {
            case GEMINI -> path + model + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent");
            case GEMINI_ARRAY -> path + model + (streamed ? ":streamGenerateContent" : ":generateContent");
            default -> path;
        };
        return new ProxyRequest(
                "POST",
                URI.create(target),
                Headers.of("Content-Type", "application/json"),
                Body.of(request.formatted(model, streamed).getBytes(UTF_8)),
                Attributes.none());
    }

    /** Checks a whole stream, and returns whether it ended well. */
    boolean checkStream(String stream) {
        grammar.accept(stream);
        return switch (this) {
            case CHAT -> stream.endsWith("data: [DONE]\n\n");
            case RESPONSES ->
                stream.contains("event: response.completed") || stream.contains("event: response.incomplete");
            case MESSAGES -> stream.contains("event: message_stop");
            case GEMINI, GEMINI_ARRAY -> !stream.contains("\"error\":{") && stream.contains("\"finishReason\"");
        };
    }

    String streamType() {
        return this == GEMINI_ARRAY ? "application/json" : "text/event-stream";
    }

    /** The array's elements are what the events would be. */
    private static void checkArray(String stream) {
        try {
            StringBuilder events = new StringBuilder();
            JsonNode array = JsonText.parse(stream);
            assertThat(array.isArray()).isTrue();
            array.forEach(
                    chunk -> events.append("data: ").append(JsonText.of(chunk)).append("\n\n"));
            GeminiGrammar.check(events.toString());
        } catch (IOException e) {
            throw new AssertionError("no JSON", e);
        }
    }

    /** Arguments that are no JSON have been told piece by piece before anyone can know. */
    private static void checkMessages(String stream) {
        try {
            MessagesGrammar.check(stream);
        } catch (AssertionError e) {
            if (!String.valueOf(e.getMessage()).contains("a tool's input is no JSON")) {
                throw e;
            }
        }
    }

    /** Checks a whole answer, and returns whether it ended well. */
    boolean checkWhole(byte[] body) throws IOException {
        JsonNode answer = JsonText.parse(body);
        assertThat(answer.path(content).isArray()).as(answer.toString()).isTrue();
        return !answer.hasNonNull("error");
    }

    void checkError(int status, byte[] body) throws IOException {
        JsonNode error = JsonText.parse(body).path("error");
        assertThat(status).isBetween(400, 599);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path(streamType().equals("application/json") || this == GEMINI ? "status" : "type")
                        .asText())
                .isNotEmpty();
    }
}
