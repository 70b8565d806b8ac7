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
import io.throughline.wire.EventStreamFrame;
import io.throughline.wire.JsonText;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that asks for JSON of a schema gets text, whatever the provider was asked for. */
class SchemaAnswerTest {
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            providers:
              deepseek: {dialect: openai, base-url: "https://one.example/v1", api-key: k1}
              groq: {dialect: openai, base-url: "https://two.example/v1", api-key: k2}
              bedrock: {dialect: bedrock, base-url: "https://four.example", api-key: k4}
            """;
    private static final String MESSAGES_ASK =
            "{'model':'%s','stream':%s,'max_tokens':9,'messages':[{'role':'user','content':'hi'}],"
                    + "'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}}";
    private static final String CHAT_ASK = "{'model':'%s','stream':%s,'messages':[{'role':'user','content':'hi'}],"
            + "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object'}}}}";

    @TempDir
    private Path directory;

    private final List<ProxyRequest> sent = new ArrayList<>();

    @Test
    void ofAChatProviderWhole() throws Exception {
        JsonNode answer = JsonText.parse(text(ask(
                "/v1/messages",
                MESSAGES_ASK,
                "deepseek/deepseek-chat",
                false,
                json(
                        "{'id':'c','model':'m','choices':[{'index':0,'message':{'role':'assistant','content':null,'tool_calls':["
                                + "{'id':'t','type':'function','function':{'name':'json','arguments':'{\\'n\\':1}'}}]},"
                                + "'finish_reason':'stop'}]}"))));
        assertThat(sentBody().at("/tools/0/function/name").asText()).isEqualTo("json");
        assertThat(answer.at("/stop_reason").asText()).isEqualTo("end_turn");
        assertThat(answer.at("/content/0/text").asText()).isEqualTo("{\"n\":1}");
        assertThat(answer.toString()).doesNotContain("tool_use");
    }

    @Test
    void ofAChatProviderStreamed() throws Exception {
        String delta = "data: {'id':'c','model':'m','choices':[{'index':0,'delta':%s,'finish_reason':%s}]}\n\n";
        String call =
                "{'tool_calls':[{'index':0,'id':'t','type':'function','function':{'name':'json','arguments':''}}]}";
        String arguments = "{'tool_calls':[{'index':0,'function':{'arguments':'%s'}}]}";
        String stream = text(ask(
                "/v1/messages",
                MESSAGES_ASK,
                "groq/llama-3.3-70b-versatile",
                true,
                events(delta.formatted(call, null)
                        + delta.formatted(arguments.formatted("{\\'n\\'"), null)
                        + delta.formatted(arguments.formatted(":1}"), null)
                        + delta.formatted("{}", "'tool_calls'")
                        + "data: [DONE]\n\n")));
        assertThat(stream)
                .contains("\"text\":\"{\\\"n\\\"\"", "\"text\":\":1}\"", "\"stop_reason\":\"end_turn\"")
                .doesNotContain("tool_use");
    }

    @Test
    void ofAProviderThatTakesSchemasNothingIsChanged() throws Exception {
        ask(
                "/v1/messages",
                MESSAGES_ASK,
                "groq/openai/gpt-oss-20b",
                false,
                json("{'id':'c','choices':[{'index':0,'message':{'content':'{}'},'finish_reason':'stop'}]}"));
        assertThat(sentBody().at("/response_format/type").asText()).isEqualTo("json_schema");
        assertThat(sentBody().has("tools")).isFalse();
    }

    @Test
    void ofBedrockWhole() throws Exception {
        JsonNode answer = JsonText.parse(
                text(
                        ask(
                                "/v1/chat/completions",
                                CHAT_ASK,
                                "bedrock/amazon.nova-lite-v1:0",
                                false,
                                json(
                                        "{'output':{'message':{'role':'assistant','content':[{'toolUse':{'toolUseId':'t','name':'json',"
                                                + "'input':{'n':1}}}]}},'stopReason':'tool_use','usage':{'inputTokens':1,'outputTokens':2}}"))));
        assertThat(sentBody().at("/toolConfig/toolChoice/tool/name").asText()).isEqualTo("json");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("{\"n\":1}");
        assertThat(answer.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void ofBedrockStreamed() throws Exception {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frame(frames, "messageStart", "{'role':'assistant'}");
        frame(
                frames,
                "contentBlockStart",
                "{'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'t','name':'json'}}}");
        frame(frames, "contentBlockDelta", "{'contentBlockIndex':0,'delta':{'toolUse':{'input':'{\\'n\\''}}}");
        frame(frames, "contentBlockDelta", "{'contentBlockIndex':0,'delta':{'toolUse':{'input':':1}'}}}");
        frame(frames, "contentBlockStop", "{'contentBlockIndex':0}");
        frame(frames, "messageStop", "{'stopReason':'tool_use'}");
        frame(frames, "metadata", "{'usage':{'inputTokens':1,'outputTokens':2}}");
        String stream = text(ask(
                "/v1/chat/completions",
                CHAT_ASK,
                "bedrock/anthropic.claude-3-haiku-20240307-v1:0",
                true,
                new ProxyResponse(
                        200,
                        Headers.of("Content-Type", "application/vnd.amazon.eventstream"),
                        Body.of(frames.toByteArray()))));
        assertThat(stream)
                .contains("\"content\":\"{\\\"n\\\"\"", "\"content\":\":1}\"", "\"finish_reason\":\"stop\"")
                .doesNotContain("tool_calls");
    }

    private ProxyResponse ask(String path, String request, String model, boolean streamed, ProxyResponse upstream)
            throws Exception {
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            return throughline
                    .handle(
                            new ProxyRequest(
                                    "POST",
                                    URI.create(path),
                                    Headers.of("Content-Type", "application/json"),
                                    Body.of(loose(request.formatted(model, streamed))),
                                    Attributes.none()),
                            outbound -> {
                                sent.add(outbound);
                                return CompletableFuture.completedStage(upstream);
                            })
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private JsonNode sentBody() throws Exception {
        return JsonText.parse(((Body.Bytes) sent.get(0).body()).bytes());
    }

    private static String text(ProxyResponse response) throws Exception {
        String text = new String(response.body().inputStream().readAllBytes(), UTF_8);
        assertThat(response.status()).as(text).isEqualTo(200);
        return text;
    }

    private static void frame(ByteArrayOutputStream frames, String type, String json) {
        frames.writeBytes(EventStreamFrame.event(type, loose(json)));
    }

    private static ProxyResponse json(String loose) {
        return new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(loose(loose)));
    }

    private static ProxyResponse events(String loose) {
        return new ProxyResponse(200, Headers.of("Content-Type", "text/event-stream"), Body.of(loose(loose)));
    }

    /** JSON with apostrophes for quotes; one behind a backslash stands within a string. */
    private static byte[] loose(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }
}
