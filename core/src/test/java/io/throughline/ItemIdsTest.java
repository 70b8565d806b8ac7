package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The id of an item of a response is enough to find its trace again: relayed, translated or observed, whole or streamed. */
class ItemIdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHOLE = """
            {"id":"resp_1234567890","object":"response","created_at":1,"status":"completed","model":"m","output":[
             {"type":"reasoning","id":"rs_1234567890","summary":[]},
             {"type":"message","id":"msg_1234567890","role":"assistant","status":"completed","content":[{"type":"output_text","text":"In the cellar.","annotations":[]}]}],
             "usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12}}""";
    private static final String STREAM = """
            event: response.created
            data: {"type":"response.created","response":{"id":"resp_1234567890","object":"response","created_at":1,"status":"in_progress","model":"m","output":[]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1234567890","summary":[]}}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1234567890","summary":[]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg_1234567890","role":"assistant","status":"in_progress","content":[]}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","item_id":"msg_1234567890","output_index":1,"content_index":0,"delta":"In the cellar."}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"msg_1234567890","role":"assistant","status":"completed","content":[{"type":"output_text","text":"In the cellar.","annotations":[]}]}}

            event: response.completed
            data: {"type":"response.completed","response":{"id":"resp_1234567890","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"msg_1234567890","role":"assistant","status":"completed","content":[{"type":"output_text","text":"In the cellar.","annotations":[]}]}],"usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12}}}

            """;
    private static final String CHAT = """
            {"id":"chatcmpl-1234567890","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"In the cellar."},"finish_reason":"stop"}]}""";
    private static final String CHAT_STREAM = """
            data: {"id":"chatcmpl-1234567890","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"In the cellar."},"finish_reason":null}]}

            data: {"id":"chatcmpl-1234567890","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    @TempDir
    private Path directory;

    /** How the first answer comes. */
    enum Way {
        RELAYED("respondent", WHOLE),
        RELAYED_STREAM("respondent", STREAM),
        OBSERVED("respondent", WHOLE),
        OBSERVED_STREAM("respondent", STREAM),
        TRANSLATED("chatty", CHAT),
        TRANSLATED_STREAM("chatty", CHAT_STREAM);

        private final String provider;
        private final String answer;

        Way(String provider, String answer) {
            this.provider = provider;
            this.answer = answer;
        }

        private boolean streamed() {
            return name().endsWith("STREAM");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anItemsIdFindsItsTrace(Way way) throws Exception {
        String trace;
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse("""
                {extras: false, trace: {signatures: off},
                 providers: {respondent: {dialect: openai-responses, base-url: "https://one.example/v1", api-key: k},
                             chatty: {dialect: openai-chat, base-url: "https://two.example/v1", api-key: k}},
                 telemetry: {jsonl: {path: records.jsonl}}}""", "test.yaml", Map.of(), directory))) {
            BiFunction<ProxyRequest, Upstream, CompletionStage<ProxyResponse>> sent =
                    way.name().startsWith("OBSERVED") ? throughline::observe : throughline::handle;
            ProxyResponse first = sent.apply(
                            request(
                                    way,
                                    "{\"model\":\"" + model(way) + "\",\"stream\":" + way.streamed()
                                            + ",\"input\":\"Where is it?\"}"),
                            outbound -> answer(way.answer, way.streamed()))
                    .toCompletableFuture()
                    .join();
            trace = first.headers().first("X-Trace-ID").orElseThrow();
            String told = new String(first.body().inputStream().readAllBytes(), UTF_8);
            String item = told.replaceAll("(?s).*\"(msg_[^\"]+)\".*", "$1");
            assertThat(item).startsWith("msg_").doesNotContain("\n");

            ProxyResponse next = sent.apply(
                            request(way, """
                            {"model":"%s","input":[{"type":"message","id":"%s","role":"assistant","content":[{"type":"output_text","text":"What it never said."}]},
                             {"role":"user","content":"Why?"}]}""".formatted(model(way), item)),
                            outbound -> answer(way.provider.equals("chatty") ? CHAT : WHOLE, false))
                    .toCompletableFuture()
                    .join();
            next.body().inputStream().readAllBytes();
            assertThat(next.headers().first("X-Trace-ID")).contains(trace);
            if (way.provider.equals("respondent")) {
                ProxyResponse pointed = sent.apply(
                                request(way, """
                                {"model":"%s","input":[{"type":"item_reference","id":"rs_1234567890"},{"role":"user","content":"How?"}]}""".formatted(model(way))), outbound -> answer(WHOLE, false))
                        .toCompletableFuture()
                        .join();
                pointed.body().inputStream().readAllBytes();
                assertThat(pointed.headers().first("X-Trace-ID")).contains(trace);
            }
        }
        int calls = 0;
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            if (record.path("type").asText().equals("call")) {
                assertThat(record.path("trace_matched_by").asText()).isEqualTo(calls++ == 0 ? "new" : "reference");
            }
        }
        assertThat(calls).isGreaterThan(1);
    }

    private static String model(Way way) {
        return way.name().startsWith("OBSERVED") ? "m" : way.provider + "/m";
    }

    private static ProxyRequest request(Way way, String body) {
        return new ProxyRequest(
                "POST",
                URI.create((way.name().startsWith("OBSERVED") ? "https://one.example" : "") + "/v1/responses"),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
    }

    private static CompletionStage<ProxyResponse> answer(String body, boolean streamed) {
        return CompletableFuture.completedStage(new ProxyResponse(
                200,
                Headers.of("Content-Type", streamed ? "text/event-stream" : "application/json"),
                Body.of(body.getBytes(UTF_8))));
    }
}
