package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.wire.JsonText;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where client and provider speak the same, bytes pass: but what the provider refuses is not sent, and what failed is recorded so. */
class RelayedFaultsTest {
    private static final String YAML = """
            retry: {max-attempts: 1}
            extras: false
            trace: {signatures: off}
            providers:
              openai: {dialect: openai, base-url: "https://one.example/v1", api-key: k1}
              mistral: {dialect: openai, base-url: "https://two.example/v1", api-key: k2}
              xai: {dialect: openai, base-url: "https://three.example/v1", api-key: k3}
              deepseek: {dialect: openai, base-url: "https://four.example/v1", api-key: k4}
            telemetry: {jsonl: {path: records.jsonl}}
            """;
    private static final String HEAD = "data: {'id':'c','choices':[{'index':0,'delta':{'content':'a'}}]}\n\n";
    private static final String END =
            "data: {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'%s'}]}\n\ndata: [DONE]\n\n";

    @TempDir
    private Path directory;

    private final List<ProxyRequest> sent = new ArrayList<>();

    @Test
    void anEventThatCannotBeReadPassesAndIsRecorded() throws Exception {
        String stream = HEAD + "data: {'choices':[{\n\n" + END.formatted("stop");
        assertThat(text(ask("openai/gpt", "", stream))).isEqualTo(quoted(stream));
        JsonNode record = onlyRecord();
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.at("/error/code").asText()).isEqualTo("unreadable_event");
    }

    @Test
    void anAnswerThatTheProviderBrokeOffPassesAndIsRecorded() throws Exception {
        String stream = HEAD + END.formatted("insufficient_system_resource");
        assertThat(text(ask("openai/gpt", "", stream))).isEqualTo(quoted(stream));
        JsonNode record = onlyRecord();
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.at("/error/code").asText()).isEqualTo("insufficient_system_resource");
    }

    @Test
    void aWholeStreamIsRecordedAsCompleted() throws Exception {
        text(ask("openai/gpt", "", HEAD + "data:\n\n" + END.formatted("stop") + "data: cut {"));
        assertThat(onlyRecord().path("outcome").asText()).isEqualTo("completed");
    }

    @Test
    void whatTheProviderRefusesIsNotSent() throws Exception {
        String fields = ",'max_completion_tokens':5,'seed':1,'stream_options':{'include_usage':true},'x':1.50";
        ProxyResponse answer = ask("mistral/mistral-small-latest", fields, HEAD + END.formatted("stop"));
        assertThat(sentBody())
                .isEqualTo(quoted("{'model':'mistral-small-latest','stream':true,'messages':[],"
                        + "'max_tokens':5,'random_seed':1,'x':1.50}"));
        assertThat(answer.headers().first("X-Throughline-Dropped")).isEmpty();
        answer.body().inputStream().readAllBytes();
        assertThat(onlyRecord().at("/losses/0/field").asText()).isEqualTo("stream_options");
    }

    @Test
    void whatIsLeftOutIsSaid() throws Exception {
        ProxyResponse answer = ask("xai/grok-4-fast-reasoning", ",'presence_penalty':1", HEAD + END.formatted("stop"));
        assertThat(sentBody()).doesNotContain("penalty");
        assertThat(answer.headers().first("X-Throughline-Dropped")).contains("presence_penalty");
        answer.body().inputStream().readAllBytes();
        ask("xai/grok-4-fast-non-reasoning", ",'presence_penalty':1", HEAD)
                .body()
                .inputStream()
                .readAllBytes();
        assertThat(body(1)).contains("presence_penalty");
    }

    @Test
    void aSchemaThatTheProviderDoesNotTakeIsEmulated() throws Exception {
        String call = "data: {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'t',"
                + "'type':'function','function':{'name':'json','arguments':'{}'}}]}}]}\n\n";
        String stream = text(ask(
                "deepseek/deepseek-chat",
                ",'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object'}}}",
                call + END.formatted("tool_calls")));
        assertThat(sentBody()).contains("\"tool_choice\"").doesNotContain("response_format");
        assertThat(stream)
                .contains("\"content\":\"{}\"", "\"finish_reason\":\"stop\"")
                .doesNotContain("tool_calls");
    }

    private ProxyResponse ask(String model, String fields, String stream) throws Exception {
        String body = "{'model':'" + model + "','stream':true,'messages':[]" + fields + "}";
        Throughline throughline = Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory));
        try (throughline) {
            ProxyResponse answer = throughline
                    .handle(
                            new ProxyRequest(
                                    "POST",
                                    URI.create("/v1/chat/completions"),
                                    Headers.of("Content-Type", "application/json"),
                                    Body.of(quoted(body).getBytes(UTF_8)),
                                    Attributes.none()),
                            outbound -> {
                                sent.add(outbound);
                                return CompletableFuture.completedStage(new ProxyResponse(
                                        200,
                                        Headers.of("Content-Type", "text/event-stream"),
                                        Body.of(quoted(stream).getBytes(UTF_8))));
                            })
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            byte[] read = answer.body().inputStream().readAllBytes();
            return new ProxyResponse(answer.status(), answer.headers(), Body.of(read));
        }
    }

    private JsonNode onlyRecord() throws Exception {
        List<String> records = Files.readAllLines(directory.resolve("records.jsonl"));
        assertThat(records).hasSize(1);
        return JsonText.parse(records.get(0));
    }

    private String sentBody() {
        return body(0);
    }

    private String body(int call) {
        return new String(((Body.Bytes) sent.get(call).body()).bytes(), UTF_8);
    }

    private static String text(ProxyResponse response) throws Exception {
        assertThat(response.status()).isEqualTo(200);
        return new String(response.body().inputStream().readAllBytes(), UTF_8);
    }

    private static String quoted(String loose) {
        return loose.replace('\'', '"');
    }
}
