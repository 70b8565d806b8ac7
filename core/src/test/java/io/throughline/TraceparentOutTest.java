package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.throughline.config.ThroughlineConfig;
import io.throughline.thread.TraceParent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider is told the span in which it is called, and nothing else of the caller's tracing. */
class TraceparentOutTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String GIVEN = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn",
             "usage":{"input_tokens":1,"output_tokens":1}}""";
    private static final String YAML = """
            extras: false
            providers:
              one: {dialect: openai, base-url: "https://one.example/v1", api-key: k}
              two: {dialect: openai, base-url: "https://two.example/v1", api-key: k, forward-headers: [tracestate, baggage]}
              claude: {dialect: anthropic, base-url: "https://claude.example", api-key: k}
            aliases: {both: {strategy: fallback, targets: [one/m, two/m]}}
            retry: {max-attempts: 2}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    @TempDir
    private Path directory;

    private final List<ProxyRequest> sent = new CopyOnWriteArrayList<>();
    private String overloaded = "";

    @Test
    void continuesTheCallersTraceInASpanOfItsOwn() throws Exception {
        try (Throughline throughline = throughline("")) {
            call(throughline, "one/m", "traceparent", GIVEN, "tracestate", "vendor=secret", "baggage", "user=ada");
        }
        JsonNode call = records().get(0);
        assertThat(sent.get(0).headers().first("traceparent"))
                .contains("00-" + TRACE + "-" + call.at("/attempts/0/span_id").asText() + "-01");
        assertThat(sent.get(0).headers().names()).doesNotContain("tracestate", "baggage");
        assertThat(call.path("w3c_trace_id").asText()).isEqualTo(TRACE);
        assertThat(call.path("parent_span_id").asText()).isEqualTo("00f067aa0ba902b7");
        assertThat(call.path("span_id").asText())
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(call.at("/attempts/0/span_id").asText());
    }

    @Test
    void standsForOurOwnTraceWhereTheCallerHasNone() throws Exception {
        try (Throughline throughline = throughline("")) {
            call(throughline, "one/m", "X-Trace-ID", "order-4711", "tracestate", "a=b");
            call(throughline, "claude/m", "X-Trace-ID", "order-4711", "traceparent", GIVEN.toUpperCase(Locale.ROOT));
        }
        String trace = TraceParent.traceIdOf("default", "order-4711");
        for (int i = 0; i < 2; i++) {
            assertThat(told(i).traceId()).isEqualTo(trace);
            assertThat(records().get(i).path("w3c_trace_id").asText()).isEqualTo(trace);
            assertThat(records().get(i).at("/attempts/0/span_id").asText()).isEqualTo(told(i).spanId());
        }
    }

    @Test
    void isAnotherSpanForEachAttempt() throws Exception {
        overloaded = "one.example";
        try (Throughline throughline = throughline("")) {
            call(throughline, "both", "traceparent", GIVEN, "tracestate", "vendor=1", "baggage", "user=ada");
        }
        assertThat(sent).hasSize(2);
        JsonNode attempts = records().get(0).path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(told(0).spanId())
                .isEqualTo(attempts.get(0).path("span_id").asText())
                .isNotEqualTo(told(1).spanId());
        assertThat(told(1).spanId()).isEqualTo(attempts.get(1).path("span_id").asText());
        assertThat(told(1).traceId()).isEqualTo(TRACE);
        assertThat(sent.get(0).headers().contains("tracestate")).isFalse();
        assertThat(sent.get(1).headers().first("tracestate"))
                .as("where it is configured")
                .contains("vendor=1");
        assertThat(sent.get(1).headers().first("baggage")).contains("user=ada");
    }

    @Test
    void stateWithoutATraceIsNotPassedOn() throws Exception {
        try (Throughline throughline = throughline("")) {
            call(throughline, "two/m", "traceparent", "ff" + GIVEN.substring(2), "tracestate", "vendor=1");
        }
        assertThat(sent.get(0).headers().contains("tracestate")).isFalse();
        assertThat(told(0).traceId()).isNotEqualTo(TRACE);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, vertex/gemini-2.5-flash, europe-west4-aiplatform.googleapis.com",
        "/v1/messages, vertex/claude-sonnet-4-5@20250929, europe-west4-aiplatform.googleapis.com",
        "/v1/embeddings, vertex/text-embedding-005, europe-west4-aiplatform.googleapis.com",
        "/v1/chat/completions, azure/gpt-4o, x.openai.azure.com",
        "/v1/chat/completions, bedrock/amazon.nova-lite-v1:0, rock.example",
        "/v1/messages, bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0, rock.example"
    })
    void goesToTheCloudsThatHostModels(String path, String model, String host) throws Exception {
        String hosts = """
                  vertex: {project: acme-1, region: europe-west4, api-key: k}
                  azure: {base-url: "https://x.openai.azure.com", api-key: k}
                  bedrock: {base-url: "https://rock.example", api-key: k}
                """;
        String yaml = YAML.replace("aliases:", hosts + "aliases:");
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":9,\"input\":[\"hi\"],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory))) {
            ProxyRequest request = new ProxyRequest(
                    "POST",
                    URI.create(path),
                    Headers.of("traceparent", GIVEN, "tracestate", "vendor=secret"),
                    Body.of(body.getBytes(UTF_8)),
                    Attributes.none());
            Upstream refusing = made -> {
                sent.add(made);
                return Providers.status(400);
            };
            ProxyResponse refused =
                    throughline.handle(request, refusing).toCompletableFuture().join();
            refused.body().inputStream().readAllBytes();
        }
        assertThat(sent).singleElement().satisfies(made -> {
            assertThat(made.target()).hasHost(host);
            assertThat(made.headers().contains("tracestate")).isFalse();
        });
        assertThat(sent.get(0).headers().all("traceparent"))
                .containsExactly("00-" + TRACE + "-"
                        + records().get(0).at("/attempts/0/span_id").asText() + "-01");
    }

    @Test
    void canBeTurnedOff() throws Exception {
        try (Throughline throughline = throughline("trace: {traceparent: false}")) {
            call(throughline, "one/m", "traceparent", GIVEN);
        }
        assertThat(sent.get(0).headers().contains("traceparent")).isFalse();
        assertThat(records().get(0).path("w3c_trace_id").asText()).isEqualTo(TRACE);
    }

    @Test
    void continuesTheSpanOfARoutedCallAndLeavesAnObservedOneAsItIs() throws Exception {
        SpanContext current =
                SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());
        ProxyRequest made = new ProxyRequest(
                "POST",
                URI.create("https://one.example/v1/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of("{\"model\":\"m\",\"messages\":[]}".getBytes(UTF_8)),
                Attributes.none());
        try (Throughline throughline = throughline("");
                Scope scope = Span.wrap(current).makeCurrent()) {
            assertThat(scope).isNotNull();
            read(throughline.route(made, this::answer));
            read(throughline.observe(made, this::answer));
        }
        assertThat(told(0).traceId()).isEqualTo(TRACE);
        assertThat(sent.get(1).headers()).isSameAs(made.headers());
        for (JsonNode call : records()) {
            assertThat(call.path("w3c_trace_id").asText()).isEqualTo(TRACE);
            assertThat(call.path("trace_id").asText()).isEqualTo(TRACE);
            assertThat(call.path("trace_matched_by").asText()).isEqualTo("span");
            assertThat(call.path("parent_span_id").asText()).isEqualTo("b7ad6b7169203331");
        }
    }

    private Throughline throughline(String yaml) {
        return Throughline.create(ThroughlineConfig.parse(YAML + yaml, "test.yaml", Map.of(), directory));
    }

    private void call(Throughline throughline, String model, String... headers) throws IOException {
        read(throughline.handle(
                new ProxyRequest(
                        "POST",
                        URI.create("/v1/chat/completions"),
                        Headers.of(headers),
                        Body.of(("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                                .getBytes(UTF_8)),
                        Attributes.none()),
                this::answer));
    }

    private static void read(CompletionStage<ProxyResponse> answer) throws IOException {
        ProxyResponse response = answer.toCompletableFuture().join();
        byte[] body = response.body().inputStream().readAllBytes();
        assertThat(response.status()).as(new String(body, UTF_8)).isEqualTo(200);
    }

    private CompletionStage<ProxyResponse> answer(ProxyRequest request) {
        sent.add(request);
        if (overloaded.equals(request.target().getHost())) {
            return Providers.status(503);
        }
        boolean claude = request.target().getHost().startsWith("claude");
        return CompletableFuture.completedStage(Providers.answer(200, claude ? MESSAGE : Providers.GOOD));
    }

    private TraceParent told(int call) {
        return TraceParent.of(sent.get(call).headers()).orElseThrow();
    }

    private List<JsonNode> records() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            if (record.path("type").asText().equals("call")) {
                records.add(record);
            }
        }
        return records;
    }
}
