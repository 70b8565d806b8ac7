package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.agent.EventType;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application tells of a trace from inside the JVM stands in that trace, behind the calls it follows from. */
class TraceEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void everyTypeOfEventCanBeTold() throws Exception {
        try (Throughline throughline = throughline()) {
            TraceEvents trace = throughline.trace("order-4711").agent("support").user("ada");
            trace.userMessage("Where is it?");
            trace.llmResponse("openai", "gpt-4o", "In the cellar.");
            trace.llmThinking("hm");
            String asked = trace.embeddingRequest(List.of("a", "b"));
            trace.embeddingResponse(asked, "openai", "text-embedding-3-small", 2, 1536);
            String called = trace.toolCallRequest("search", "call_1", Map.of("q", "cellar"));
            trace.toolCallResponse(called, "search", "call_1", List.of("x"));
            trace.toolCall("search", "call_2", Map.of("q", 1), 2.5);
            trace.toolResult("search", "call_3", Map.of("found", true));
            trace.error("it broke");
        }
        List<JsonNode> told = events();
        assertThat(told)
                .extracting(it -> it.path("event_type").asText())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(EventType.values()).map(EventType::told).toList());
        assertThat(told).allSatisfy(event -> {
            assertThat(event.path("trace_id").asText()).isEqualTo("order-4711");
            assertThat(event.path("agent").asText()).isEqualTo("support");
            assertThat(event.path("user").asText()).isEqualTo("ada");
        });
        assertThat(of(told, "embedding_response").path("span_id"))
                .isEqualTo(of(told, "embedding_request").path("span_id"));
        assertThat(of(told, "tool_call_response").path("span_id"))
                .isEqualTo(of(told, "tool_call_request").path("span_id"));
        assertThat(of(told, "tool_call").at("/content/toolCalls/0/output").asDouble())
                .isEqualTo(2.5);
        assertThat(of(told, "tool_result").at("/content/output/found").asBoolean())
                .isTrue();
        assertThat(of(told, "error").at("/content/message").asText()).isEqualTo("it broke");
    }

    @Test
    void resultsFollowFromTheCallsThatAskedForThemHoweverManyRunSideBySide() throws Exception {
        int calls = 200;
        Map<String, String> wanted = new HashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Throughline throughline = throughline()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                String id = "call_side_" + i;
                all.add(threads.submit(() -> {
                    answered(throughline, id);
                    throughline.trace("order-4711").toolResult("search", id, "done");
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        for (JsonNode record : records()) {
            String id = record.at("/response/choices/0/blocks/0/id").asText();
            if (!id.isEmpty()) {
                wanted.put(record.path("span_id").asText(), id);
            }
        }
        assertThat(wanted).hasSize(calls);
        assertThat(events())
                .hasSize(calls)
                .extracting(event -> event.path("parent_span_id").asText())
                .containsExactlyInAnyOrderElementsOf(wanted.keySet());
    }

    @Test
    void aToolThatReturnsNothingIsToldAll() throws Exception {
        try (Throughline throughline = throughline()) {
            TraceEvents trace = throughline.trace("order-4711");
            trace.toolResult("search", "", nothing());
            trace.toolCallResponse(trace.toolCallRequest("search", "", Map.of()), "search", "", nothing());
        }
        List<JsonNode> told = events();
        assertThat(of(told, "tool_result").at("/content/output").isNull()).isTrue();
        assertThat(of(told, "tool_call_response")
                        .at("/content/toolResults/0/output")
                        .isNull())
                .isTrue();
    }

    @Test
    void anIdOfTheModelsMayBeAnything() throws Exception {
        try (Throughline throughline = throughline()) {
            throughline.trace("order-4711").toolResult("search", "a\u0000b\r\nc", "one");
            throughline.trace("order-4711").toolResult("search", "x".repeat(10_000), "two");
        }
        assertThat(events())
                .extracting(event -> event.at("/content/output").asText())
                .containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX: y", "\u0000"})
    void whatCannotBeATraceOrASpanIsRefused(String id) {
        try (Throughline throughline = throughline()) {
            assertThatThrownBy(() -> throughline.trace(id)).isInstanceOf(IllegalArgumentException.class);
            TraceEvents trace = throughline.trace("t");
            assertThatThrownBy(() -> trace.toolCallResponse(id, "search", "", "done"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> trace.embeddingResponse(id, "p", "m", 1, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> throughline.trace("x".repeat(10_000)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatCannotBeAnAgentOrAUserIsRefused() {
        try (Throughline throughline = throughline()) {
            TraceEvents trace = throughline.trace("t");
            for (String name : List.of("", "a\u0007", "x".repeat(10_000))) {
                assertThatThrownBy(() -> trace.agent(name)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> trace.user(name)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Returns what code gives that nobody checks for nulls. */
    private static Object nothing() {
        return new HashMap<String, Object>().get("nothing");
    }

    private static void answered(Throughline throughline, String toolCallId) throws IOException {
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of("X-Trace-ID", "order-4711"),
                Body.of("{\"model\":\"one/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}".getBytes(UTF_8)),
                Attributes.none());
        String answer = """
                {"id":"c-%1$s","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":
                 [{"id":"%1$s","type":"function","function":{"name":"search","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""".formatted(toolCallId);
        throughline
                .handle(request, outbound -> CompletableFuture.completedStage(Providers.answer(200, answer)))
                .toCompletableFuture()
                .join()
                .body()
                .inputStream()
                .readAllBytes();
    }

    private Throughline throughline() {
        return Throughline.create(ThroughlineConfig.parse("""
                {extras: false, providers: {one: {dialect: openai, base-url: "https://one.example/v1", api-key: k}},
                 telemetry: {jsonl: {path: records.jsonl}}}""", "test.yaml", Map.of(), directory));
    }

    private static JsonNode of(List<JsonNode> told, String type) {
        return told.stream()
                .filter(it -> it.path("event_type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> events() throws IOException {
        return records().stream()
                .filter(it -> it.path("type").asText().equals("event"))
                .toList();
    }

    private List<JsonNode> records() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            records.add(JSON.readTree(line));
        }
        return records;
    }
}
