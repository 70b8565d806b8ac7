package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An event that is told as soon as the client has read of a tool call finds that call's span as its parent: in the middle of the stream, or with the last
 * byte of a whole answer, while the call's record is still to be made.
 */
class ToolCallsAreKnownAtOnceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TRACES = 1_000;
    private static final String YAML = """
            providers:
              chat: {dialect: openai, base-url: "https://chat.example/v1", api-key: k}
              claude: {dialect: anthropic, base-url: "https://claude.example", api-key: k}
              gemini: {dialect: gemini, base-url: "https://gemini.example/v1beta", api-key: k}
            telemetry: {jsonl: {path: records.jsonl}}
            """;
    private static final String CHAT = """
            {"id":"c-%1$s","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":
             [{"id":"call_%1$s","type":"function","function":{"name":"search","arguments":"{\\"q\\":\\"}{\\"}"}}]},"finish_reason":"tool_calls"}]}""";
    private static final String CHAT_STREAM = """
            data: {"id":"c-%1$s","model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_%1$s","type":"function","function":{"name":"search","arguments":""}}]}}]}

            data: {"id":"c-%1$s","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}

            data: {"id":"c-%1$s","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """;
    private static final String MESSAGE = """
            {"id":"msg_%1$s","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"call_%1$s","name":"search","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}""";

    /** A stream that is no events: one JSON array. */
    private static final String GEMINI_ARRAY = """
            [{"responseId":"r-%1$s","modelVersion":"m","candidates":[{"index":0,"content":{"role":"model","parts":[{"functionCall":
              {"name":"search","args":{},"id":"call_%1$s"}}]}}]},
             {"responseId":"r-%1$s","modelVersion":"m","candidates":[{"index":0,"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP"}]}]""";

    @TempDir
    private Path directory;

    /** How the answer comes. */
    enum Way {
        STREAM(CHAT_STREAM, true, false),
        PULLED_STREAM(CHAT_STREAM, true, false),
        WHOLE(CHAT, false, false),
        PULLED_WHOLE(CHAT, false, false),
        TRANSLATED_WHOLE(MESSAGE, false, false),
        OBSERVED_STREAM(CHAT_STREAM, true, true),
        OBSERVED_WHOLE(CHAT, false, true),
        OBSERVED_PULLED_WHOLE(CHAT, false, true),
        ARRAY(GEMINI_ARRAY, true, false),
        OBSERVED_ARRAY(GEMINI_ARRAY, true, true),
        OBSERVED_PULLED_ARRAY(GEMINI_ARRAY, true, true);

        private final String answer;
        private final boolean streamed;
        private final boolean observed;

        Way(String answer, boolean streamed, boolean observed) {
            this.answer = answer;
            this.streamed = streamed;
            this.observed = observed;
        }

        private boolean isArray() {
            return name().endsWith("ARRAY");
        }

        private Body body(byte[] bytes) {
            return name().contains("PULLED")
                    ? new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.empty())
                    : Pieces.cut(bytes, isArray() ? bytes.length - 30 : bytes.length / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theEventFindsItsCall(Way way) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        Map<String, String> parents = new HashMap<>();
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            List<Future<String>> told = new ArrayList<>();
            for (int i = 0; i < 2 * TRACES; i++) {
                String number = "0000" + i;
                String trace = "trace-" + i / 2;
                // two calls of one trace, side by side: time alone would not tell whose the event is
                told.add(threads.submit(() -> parentOfEvent(throughline, way, trace, number)));
            }
            for (int i = 0; i < told.size(); i++) {
                parents.put("call_0000" + i, told.get(i).get(60, TimeUnit.SECONDS));
            }
            throughline.close(Duration.ofSeconds(20));
        } finally {
            threads.shutdownNow();
        }
        assertThat(spans()).hasSize(2 * TRACES).isEqualTo(parents);
    }

    /** Makes a call, and tells of the tool's result as soon as its call can be read; what is left of the answer is read then. */
    private static String parentOfEvent(Throughline throughline, Way way, String trace, String number)
            throws Exception {
        BiFunction<ProxyRequest, Upstream, CompletionStage<ProxyResponse>> sent =
                way.observed ? throughline::observe : throughline::handle;
        ProxyResponse answer = sent.apply(request(way, trace), outbound -> answer(way, number))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        try (InputStream in = answer.body().inputStream()) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            String wanted = way.streamed ? "\"call_" + number + "\"" : "}]}";
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.write(next);
                if (way.isArray() && next == '\n' && read.toString(UTF_8).contains("}}]}}]},")) {
                    break; // the first element is there, the second is to come
                }
                boolean seen = next == (way.streamed ? '"' : '}')
                        && read.toString(UTF_8).contains(wanted);
                if (seen && !way.isArray() && (way.streamed || isWhole(read))) {
                    break;
                }
            }
            assertThat(read.toString(UTF_8)).contains("call_" + number);
            String parent = event(throughline, trace, "call_" + number);
            in.readAllBytes();
            return parent;
        }
    }

    private static boolean isWhole(ByteArrayOutputStream read) {
        try {
            return JSON.readTree(read.toByteArray()).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static String event(Throughline throughline, String trace, String callId) throws Exception {
        String event = "{\"eventType\":\"tool_result\",\"traceId\":\"%s\",\"metadata\":{\"toolCallId\":\"%s\"}}"
                .formatted(trace, callId);
        ProxyResponse told = throughline
                .handle(new ProxyRequest(
                        "POST",
                        URI.create("/v1/events"),
                        Headers.none(),
                        Body.of(event.getBytes(UTF_8)),
                        Attributes.none()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return JSON.readTree(told.body().inputStream().readAllBytes())
                .at("/results/0/parentSpanId")
                .asText();
    }

    private static ProxyRequest request(Way way, String trace) {
        if (way.isArray()) {
            return new ProxyRequest(
                    "POST",
                    URI.create((way.observed ? "https://gemini.example/v1beta/models/m" : "/v1beta/models/gemini/m")
                            + ":streamGenerateContent"),
                    Headers.of("Content-Type", "application/json", "X-Trace-ID", trace),
                    Body.of("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}".getBytes(UTF_8)),
                    Attributes.none());
        }
        String model = way == Way.TRANSLATED_WHOLE ? "claude/m" : "chat/m";
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .formatted(model, way.streamed);
        String target = way.observed ? "https://chat.example/v1/chat/completions" : "/v1/chat/completions";
        return new ProxyRequest(
                "POST",
                URI.create(target),
                Headers.of("Content-Type", "application/json", "X-Trace-ID", trace),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
    }

    private static CompletionStage<ProxyResponse> answer(Way way, String number) {
        Headers headers =
                Headers.of("Content-Type", way.streamed && !way.isArray() ? "text/event-stream" : "application/json");
        byte[] body = way.answer.formatted(number).getBytes(UTF_8);
        return CompletableFuture.completedStage(new ProxyResponse(200, headers, way.body(body)));
    }

    /** Returns the calls' spans by the ids of the tool calls that their answers hold. */
    private Map<String, String> spans() throws IOException {
        Map<String, String> spans = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            String call = record.at("/response/choices/0/blocks/0/id").asText();
            if (!call.isEmpty()) {
                spans.put(call, record.path("span_id").asText());
            }
        }
        return spans;
    }
}
