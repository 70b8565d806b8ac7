package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.JsonlRecords;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One conversation makes one record, whichever way the call goes. */
@Timeout(60)
class SameRecordTest {
    private static final String STREAMED =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final Map<String, String> HEADERS =
            Map.of("X-Trace-ID", "t-1", "X-Agent-Name", "helper", "X-External-User-Id", "u-1");

    @Test
    void everyClientAndTheHandler(@TempDir Path directory) throws Exception {
        JsonlRecords records = new JsonlRecords(directory.resolve("records.jsonl"));
        try (ScriptedProvider provider = ScriptedProvider.start();
                Throughline throughline = Throughline.create(ThroughlineConfig.parse(
                        """
                        extras: false
                        trace: {signatures: off}
                        providers: {scripted: {dialect: openai, base-url: "%s/v1", api-key: k, models: [m]}}
                        telemetry: {jsonl: {path: '%s'}}
                        """.formatted(provider.uri(), records.file()), "test", Map.of(), directory))) {
            provider.answerEach(request -> Script.eventStream()
                    .event("{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"He\"}}]}")
                    .event("{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"llo\"},"
                            + "\"finish_reason\":\"stop\"}]}")
                    .event("{\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
                            + "\"completion_tokens\":7,\"total_tokens\":12}}")
                    .event("[DONE]"));
            URI target = provider.uri("/v1/chat/completions");
            handled(throughline);
            int expected = 1;
            for (ApplicationClient client : ApplicationClient.values()) {
                for (Mode mode : Mode.values()) {
                    client.with(throughline, mode).post(target, STREAMED, HEADERS);
                    expected++;
                }
            }
            // and the agent's own, once
            List<JsonNode> all = records.await(expected + 1, Duration.ofSeconds(20)).stream()
                    .filter(told -> told.path("type").asText().equals("call"))
                    .map(SameRecordTest::lasting)
                    .toList();
            assertThat(all).hasSize(expected);
            assertThat(all.get(0).toString())
                    .contains("Hello")
                    .contains("\"t-1\"")
                    .contains("helper");
            assertThat(all).containsOnly(all.get(0));
        }
    }

    private static void handled(Throughline throughline) throws Exception {
        Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
        HEADERS.forEach(headers::add);
        ProxyResponse answer = throughline
                .handle(new ProxyRequest(
                        "POST",
                        URI.create("/v1/chat/completions"),
                        headers.build(),
                        Body.of(STREAMED.getBytes(StandardCharsets.UTF_8)),
                        Attributes.none()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        answer.body().inputStream().readAllBytes();
    }

    /** What two calls have in common: all but their ids and times. */
    private static JsonNode lasting(JsonNode call) {
        ObjectNode kept = call.deepCopy();
        List.of("id", "span_id", "received_at").forEach(kept::remove);
        List<String> names = new java.util.ArrayList<>();
        kept.fieldNames().forEachRemaining(names::add);
        names.stream().filter(name -> name.endsWith("_ms")).forEach(kept::remove);
        kept.get("attempts").forEach(attempt -> ((ObjectNode) attempt).remove(List.of("ms", "span_id")));
        return kept;
    }
}
