package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import io.throughline.testkit.grammar.ChatGrammar;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.testkit.grammar.ResponsesGrammar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A question that was asked before is answered without asking again, in whatever dialect, whole and as a stream: for nothing, and marked. */
class CachedAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE = 20_000_000_000L;

    private static ScriptedProvider provider;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        provider = ScriptedProvider.start();
        server = RunningServer.with("""
                trace: {signatures: off}
                cache: {ttl: 1h}
                retry: {max-attempts: 1}
                providers:
                  chatty: {dialect: openai, base-url: "%1$s/v1", api-key: k}
                  claudy: {dialect: anthropic, base-url: "%1$s", api-key: k}
                  geminy: {dialect: gemini, base-url: "%1$s/v1beta", api-key: k}
                prices: {models: {chatty/m: {input: 1, output: 10}, claudy/m: {input: 1, output: 10}, geminy/m: {input: 1, output: 10}}}
                """.formatted(provider.uri().toString().replaceAll("/$", "")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        provider.close();
    }

    @ParameterizedTest
    @EnumSource
    void theSameQuestionIsAskedOnce(Client client) {
        provider.answerEach(request -> Script.json(client.answer));
        int before = provider.requests().size();
        String question = "capital of Portugal?";
        HttpResponse<byte[]> first = client.ask(question, false);
        assertThat(first.headers().firstValue("X-Throughline-Cache")).isEmpty();
        assertThat(new String(first.body(), UTF_8)).contains("Lisbon");
        if (client.hasExtras) {
            assertThat(json(first).path("_cost").decimalValue()).isPositive();
        }

        HttpResponse<byte[]> whole = untilHit(client, question);
        int asked = provider.requests().size();
        assertThat(asked).isGreaterThan(before);
        assertThat(json(whole).at(client.text).asText()).isEqualTo("Lisbon");
        assertMarked(client, whole);
        if (client.hasExtras) {
            assertThat(json(whole).path("_cost").decimalValue()).isZero();
            assertThat(json(whole).at("/_routing/cached").asBoolean()).isTrue();
        }

        HttpResponse<byte[]> stream = client.ask(question, true);
        String events = new String(stream.body(), UTF_8);
        assertThat(events).contains("Lisbon");
        client.grammar.accept(events);
        assertThat(stream.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertMarked(client, stream);
        if (client.hasExtras) {
            assertExtras(events);
        }
        assertThat(provider.requests()).as("nobody was asked again").hasSize(asked);

        client.ask("capital of Spain?", false);
        assertThat(provider.requests()).as("another question").hasSize(asked + 1);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsNotKept(Client client) {
        provider.answerEach(request -> Script.status(400)
                .header("content-type", "application/json")
                .sized("{\"error\":{\"message\":\"no\"}}"));
        int before = provider.requests().size();
        for (int call = 1; call <= 2; call++) {
            HttpResponse<byte[]> refused = client.ask("what is refused", false);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("X-Throughline-Cache")).isEmpty();
            assertThat(provider.requests()).hasSize(before + call);
        }
    }

    /** In the answer's header fields, and in the record. */
    private static void assertMarked(Client client, HttpResponse<byte[]> hit) {
        assertThat(hit.statusCode()).isEqualTo(200);
        assertThat(hit.headers().firstValue("X-Throughline-Cache")).contains("hit");
        assertThat(hit.headers().firstValue("Age")).isPresent();
        assertThat(hit.headers().firstValue("X-Throughline-Provider")).contains(client.provider);
        assertThat(hit.headers().firstValue("X-Throughline-Model")).contains("m");
        assertThat(hit.headers().firstValue("X-Trace-ID")).isPresent();
        assertThat(hit.headers().firstValue("X-Thread-ID")).isPresent();
        String id = hit.headers().firstValue("X-Throughline-Call-Id").orElseThrow();
        JsonNode record = RunningServer.json(server.await("/v1/calls/" + id, answer -> answer.statusCode() == 200));
        assertThat(record.path("cached").asBoolean()).isTrue();
        assertThat(record.path("attempts")).isEmpty();
        assertThat(record.path("outcome").asText()).isEqualTo("completed");
        assertThat(record.at("/cost/total").decimalValue()).isZero();
        assertThat(record.at("/response/choices/0/blocks/0/text").asText()).isEqualTo("Lisbon");
    }

    /** They stand once in a stream, on one event, or on the whole answer within it. */
    private static void assertExtras(String events) {
        assertThat(Arrays.stream(events.split("\n"))
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> tree(line.substring("data: ".length())))
                        .map(event -> event.has("response") ? event.path("response") : event)
                        .filter(answer -> answer.has("_cost")))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.path("_cost").decimalValue()).isZero();
                    assertThat(answer.at("/_routing/cached").asBoolean()).isTrue();
                });
    }

    /** What was answered is kept behind the answer. */
    private static HttpResponse<byte[]> untilHit(Client client, String question) {
        long deadline = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < deadline) {
            HttpResponse<byte[]> answer = client.ask(question, false);
            if (answer.headers().firstValue("X-Throughline-Cache").isPresent()) {
                return answer;
            }
        }
        throw new AssertionError("nothing was kept");
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return RunningServer.json(answer);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who asks, in its dialect, a provider that speaks it. */
    enum Client {
        CHAT(
                "chatty",
                "/v1/chat/completions",
                "{\"model\":\"chatty/m\",%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
                "\"stream\":true,\"stream_options\":{\"include_usage\":true},",
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Lisbon\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}",
                "/choices/0/message/content",
                ChatGrammar::checkWithUsage,
                true),
        RESPONSES(
                "chatty",
                "/v1/responses",
                "{\"model\":\"chatty/m\",%s\"input\":\"%s\"}",
                "\"stream\":true,",
                "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"completed\",\"model\":\"m\",\"output\":"
                        + "[{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":"
                        + "\"output_text\",\"text\":\"Lisbon\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":9,\"input_tokens_details\":"
                        + "{\"cached_tokens\":4},\"output_tokens\":6,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":15}}",
                "/output/0/content/0/text",
                ResponsesGrammar::check,
                true),
        MESSAGES(
                "claudy",
                "/v1/messages",
                "{\"model\":\"claudy/m\",\"max_tokens\":9,%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
                "\"stream\":true,",
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":"
                        + "\"Lisbon\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,"
                        + "\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":2,\"output_tokens\":7}}",
                "/content/0/text",
                MessagesGrammar::check,
                true),
        GEMINI(
                "geminy",
                "/v1beta/models/geminy/m:",
                "{%s\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}]}",
                "",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Lisbon\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":3,\"totalTokenCount\":12},"
                        + "\"modelVersion\":\"m\",\"responseId\":\"r\"}",
                "/candidates/0/content/parts/0/text",
                GeminiGrammar::check,
                false);

        private final String provider;
        private final String path;
        private final String body;
        private final String streamed;
        private final String answer;
        private final String text;
        private final Consumer<String> grammar;
        private final boolean hasExtras;

        Client(
                String provider,
                String path,
                String body,
                String streamed,
                String answer,
                String text,
                Consumer<String> grammar,
                boolean hasExtras) {
            this.provider = provider;
            this.path = path;
            this.body = body;
            this.streamed = streamed;
            this.answer = answer;
            this.text = text;
            this.grammar = grammar;
            this.hasExtras = hasExtras;
        }

        private HttpResponse<byte[]> ask(String question, boolean stream) {
            String method = stream ? "streamGenerateContent?alt=sse" : "generateContent";
            return server.post(
                    path.endsWith(":") ? path + method : path, body.formatted(stream ? streamed : "", question));
        }
    }
}
