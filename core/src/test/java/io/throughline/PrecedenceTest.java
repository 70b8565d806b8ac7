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
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.SignedIds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever says which trace a call belongs to, alone and in every combination, each naming another one: the first in the order of precedence decides, and
 * the record says which it was. A {@code traceparent} that comes along never decides.
 */
class PrecedenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "the secret of all nodes";
    private static final String W3C = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ASKED = "Where is the old key of the cellar?";
    private static final String SERVED = "It hangs behind the door, on the third nail from the left.";

    @TempDir
    private Path directory;

    private int answers;

    /** What can name a trace, the first to decide first; the name in the record, and whether it stands in the request's history. */
    enum Source {
        TRACE_HEADER("header"),
        THREAD_HEADER("header"),
        CONTEXT("context"),
        REFERENCE("reference"),
        STAMP("stamp"),
        SIGNATURE("signature"),
        PREFIX("prefix"),
        SPAN("span");

        private final String recorded;

        Source(String recorded) {
            this.recorded = recorded;
        }

        private String trace() {
            return this == SPAN ? W3C : "trace-of-" + name();
        }
    }

    @Test
    void theFirstOfEveryCombinationDecides() throws Exception {
        Map<String, Set<Source>> calls = new HashMap<>();
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse("""
                {extras: false, trace: {secret: "%s"}, providers: {one: {dialect: openai, base-url: "https://one.example/v1", api-key: k}},
                 telemetry: {jsonl: {path: records.jsonl}}}""".formatted(SECRET), "test.yaml", Map.of(), directory))) {
            serveBefore(throughline);
            for (int bits = 0; bits < 1 << Source.values().length; bits++) {
                Set<Source> sources = EnumSet.noneOf(Source.class);
                for (Source source : Source.values()) {
                    if ((bits & 1 << source.ordinal()) != 0) {
                        sources.add(source);
                    }
                }
                ProxyResponse response = call(throughline, sources);
                calls.put(response.headers().first("X-Throughline-Call-Id").orElseThrow(), sources);
                assertThat(response.headers().first("X-Trace-ID"))
                        .as("told for %s", sources)
                        .satisfies(trace -> {
                            if (!sources.isEmpty()) {
                                assertThat(trace).contains(expected(sources).trace());
                            }
                        });
            }
        }
        int seen = 0;
        for (JsonNode record : records()) {
            Set<Source> sources = calls.get(record.path("id").asText());
            if (sources == null) {
                continue;
            }
            seen++;
            String trace = record.path("trace_id").asText();
            String matched = record.path("trace_matched_by").asText();
            if (sources.isEmpty()) {
                assertThat(matched).isEqualTo("new");
                assertThat(trace).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            } else {
                assertThat(trace)
                        .as("recorded for %s", sources)
                        .isEqualTo(expected(sources).trace());
                assertThat(matched).as("source for %s", sources).isEqualTo(expected(sources).recorded);
                boolean bothHeaders = sources.contains(Source.TRACE_HEADER) && sources.contains(Source.THREAD_HEADER);
                assertThat(record.path("thread_id").asText())
                        .as("thread for %s", sources)
                        .isEqualTo(bothHeaders ? Source.THREAD_HEADER.trace() : trace);
            }
        }
        assertThat(seen).isEqualTo(1 << Source.values().length);
    }

    private static Source expected(Set<Source> sources) {
        return sources.iterator().next(); // an enum set is in the order of the enum
    }

    /** What the index is to know: a call of a tool in one trace, a history in another. */
    private void serveBefore(Throughline throughline) throws IOException {
        read(
                throughline.handle(
                        request(
                                "[{\"role\":\"user\",\"content\":\"Look it up.\"}]",
                                "X-Trace-ID",
                                Source.REFERENCE.trace()),
                        outbound -> answer(
                                "null,\"tool_calls\":[{\"id\":\"call_known_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]")));
        read(throughline.handle(
                request("[{\"role\":\"user\",\"content\":\"" + ASKED + "\"}]", "X-Trace-ID", Source.PREFIX.trace()),
                outbound -> answer('"' + SERVED + '"')));
    }

    private ProxyResponse call(Throughline throughline, Set<Source> sources) throws IOException {
        List<String> headers =
                new ArrayList<>(List.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        if (sources.contains(Source.TRACE_HEADER)) {
            headers.addAll(List.of("X-Trace-ID", Source.TRACE_HEADER.trace()));
        }
        if (sources.contains(Source.THREAD_HEADER)) {
            headers.addAll(List.of("X-Thread-ID", Source.THREAD_HEADER.trace()));
        }
        ProxyRequest request = request(history(sources), headers.toArray(String[]::new));
        String text = "\"This is answer " + answers++ + ", and no other is like it.\"";
        Optional<ThroughlineContext.Scope> context = sources.contains(Source.CONTEXT)
                ? Optional.of(ThroughlineContext.with(Source.CONTEXT.trace()))
                : Optional.empty();
        SpanContext span = sources.contains(Source.SPAN)
                ? SpanContext.create(W3C, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault())
                : SpanContext.getInvalid();
        try (Scope current = Span.wrap(span).makeCurrent()) {
            assertThat(current).isNotNull();
            return read(throughline.handle(request, outbound -> answer(text)));
        } finally {
            context.ifPresent(ThroughlineContext.Scope::close);
        }
    }

    private static String history(Set<Source> sources) {
        boolean known = sources.contains(Source.PREFIX);
        String text = known ? SERVED : "Nobody has ever served a text such as this one is.";
        if (sources.contains(Source.SIGNATURE)) {
            String trace = Source.SIGNATURE.trace();
            text += new InvisibleSignature(Secret.of(SECRET)).sign("default", new SignedIds(trace, trace));
        }
        String stamp = sources.contains(Source.STAMP)
                ? "{\\\"_throughline_trace_id\\\":\\\"" + Source.STAMP.trace() + "\\\"}"
                : "{}";
        String id = sources.contains(Source.REFERENCE) ? "call_known_1" : "call_own_name_1";
        return """
                [{"role":"user","content":"%s"},{"role":"assistant","content":"%s"},{"role":"user","content":"Go on."},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"%s","type":"function","function":{"name":"g","arguments":"%s"}}]},
                 {"role":"tool","tool_call_id":"%s","content":"7"}]""".formatted(known ? ASKED : "What nobody asked before?", text, id, stamp, id);
    }

    private static ProxyRequest request(String messages, String... headers) {
        return new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of(headers),
                Body.of(("{\"model\":\"one/m\",\"messages\":" + messages + "}").getBytes(UTF_8)),
                Attributes.none());
    }

    private CompletionStage<ProxyResponse> answer(String content) {
        return CompletableFuture.completedStage(Providers.answer(
                200,
                "{\"id\":\"chatcmpl-answer-" + answers
                        + "\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":" + content + "},\"finish_reason\":\"stop\"}]}"));
    }

    private static ProxyResponse read(CompletionStage<ProxyResponse> answer) throws IOException {
        ProxyResponse response = answer.toCompletableFuture().join();
        byte[] body = response.body().inputStream().readAllBytes();
        assertThat(response.status()).as(new String(body, UTF_8)).isEqualTo(200);
        return response;
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
