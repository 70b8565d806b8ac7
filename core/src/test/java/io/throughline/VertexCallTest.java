package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients' calls become on Vertex AI: URL and body for the models of both publishers. */
class VertexCallTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            providers:
              vertex: {project: acme-1, region: europe-west4, api-key: k}
            """;
    private static final String PROJECT =
            "https://europe-west4-aiplatform.googleapis.com/v1/projects/acme-1/locations/europe-west4";
    private static final String GOOGLE = PROJECT + "/publishers/google/models/";
    private static final String ANTHROPIC = PROJECT + "/publishers/anthropic/models/";
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String TO_GEMINI = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]%s}";
    private static final String TO_CLAUDE =
            "{\"anthropic_version\":\"vertex-2023-10-16\",\"max_tokens\":9%s,\"messages\":[{\"role\":\"user\",\"content\":%s}]}";

    @TempDir
    private Path directory;

    private final List<ProxyRequest> sent = new ArrayList<>();
    private Throughline throughline;

    @BeforeEach
    void assemble() {
        throughline = Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory));
    }

    @AfterEach
    void close() {
        throughline.close();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallIsExplained(String path, String request, String way, String url, String body) throws Exception {
        String asked = "{\"path\":\"" + path + "\",\"request\":" + request + "}";
        ProxyResponse answer = call("/v1/explain", asked, "");
        JsonNode explained = JSON.readTree(text(answer.body()));
        assertThat(explained.path("way").asText()).as(explained.toString()).isEqualTo(way);
        assertThat(explained.at("/request/url").asText()).isEqualTo(url);
        assertThat(explained.at("/request/body")).isEqualTo(JSON.readTree(body));
        assertThat(sent).isEmpty();
    }

    private static Stream<Arguments> calls() {
        String limit = ",\"generationConfig\":{\"maxOutputTokens\":9}";
        String stream = ",\"stream\":true";
        String part = "[{\"type\":\"text\",\"text\":\"hi\"}]";
        return Stream.of(
                arguments(
                        CHAT,
                        "{\"model\":\"vertex/gemini-2.5-flash\"," + HI + "}",
                        "translate",
                        GOOGLE + "gemini-2.5-flash:generateContent",
                        TO_GEMINI.formatted("")),
                arguments(
                        CHAT,
                        "{\"model\":\"vertex/gemini-2.5-flash\",\"stream\":true," + HI + "}",
                        "translate",
                        GOOGLE + "gemini-2.5-flash:streamGenerateContent?alt=sse",
                        TO_GEMINI.formatted("")),
                arguments(
                        MESSAGES,
                        "{\"model\":\"vertex/gemini-2.5-flash\",\"max_tokens\":9," + HI + "}",
                        "translate",
                        GOOGLE + "gemini-2.5-flash:generateContent",
                        TO_GEMINI.formatted(limit)),
                arguments(
                        "/v1beta/models/vertex/gemini-2.5-flash:generateContent",
                        TO_GEMINI.formatted(limit),
                        "relay",
                        GOOGLE + "gemini-2.5-flash:generateContent",
                        TO_GEMINI.formatted(limit)),
                arguments(
                        MESSAGES,
                        "{\"model\":\"vertex/claude-sonnet-4-5@20250929\",\"max_tokens\":9," + HI + "}",
                        "relay",
                        ANTHROPIC + "claude-sonnet-4-5@20250929:rawPredict",
                        TO_CLAUDE.formatted("", "\"hi\"")),
                arguments(
                        MESSAGES,
                        "{\"model\":\"vertex/claude-sonnet-4-5@20250929\",\"max_tokens\":9,\"stream\":true," + HI + "}",
                        "relay",
                        ANTHROPIC + "claude-sonnet-4-5@20250929:streamRawPredict",
                        TO_CLAUDE.formatted(stream, "\"hi\"")),
                arguments(
                        CHAT,
                        "{\"model\":\"vertex/claude-sonnet-4-5@20250929\",\"max_tokens\":9," + HI + "}",
                        "translate",
                        ANTHROPIC + "claude-sonnet-4-5@20250929:rawPredict",
                        TO_CLAUDE.formatted("", part)),
                arguments(
                        CHAT,
                        "{\"model\":\"vertex/claude-sonnet-4-5@20250929\",\"max_tokens\":9,\"stream\":true," + HI + "}",
                        "translate",
                        ANTHROPIC + "claude-sonnet-4-5@20250929:streamRawPredict",
                        TO_CLAUDE.formatted(stream, part)),
                arguments(
                        "/v1beta/models/vertex/claude-opus-4-6:streamGenerateContent",
                        TO_GEMINI.formatted(limit),
                        "translate",
                        ANTHROPIC + "claude-opus-4-6:streamRawPredict",
                        TO_CLAUDE.formatted(stream, part)),
                arguments(
                        "/v1/embeddings",
                        "{\"model\":\"vertex/text-embedding-005\",\"input\":[\"a\",\"b\"],\"dimensions\":8}",
                        "translate",
                        GOOGLE + "text-embedding-005:predict",
                        "{\"instances\":[{\"content\":\"a\"},{\"content\":\"b\"}],"
                                + "\"parameters\":{\"autoTruncate\":false,\"outputDimensionality\":8}}"));
    }

    @Test
    void aClientOfMessagesGetsTheAnswerOfClaudeByteForByte() throws Exception {
        String answer = "{ \"type\" : \"message\", \"content\":[ ] }";
        ProxyResponse response = call(
                "/v1/messages?beta=true",
                "{\"model\":\"vertex/claude-opus-4-6\",\"max_tokens\":1.0," + HI + "}",
                answer);
        assertThat(text(response.body())).isEqualTo(answer);
        ProxyRequest request = sent.get(0);
        assertThat(request.target()).isEqualTo(URI.create(ANTHROPIC + "claude-opus-4-6:rawPredict"));
        assertThat(text(request.body()))
                .isEqualTo("{\"anthropic_version\":\"vertex-2023-10-16\",\"max_tokens\":1.0," + HI + "}");
        assertThat(request.headers().first("anthropic-beta")).contains("context-1m");
        assertThat(request.headers().first("x-goog-api-key")).contains("k");
    }

    @Test
    void anAnswerOfClaudeIsTranslatedForOthers() throws Exception {
        ProxyResponse response = call(CHAT, "{\"model\":\"vertex/claude-opus-4-6\",\"max_tokens\":9," + HI + "}", """
                {"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[{"type":"text",
                 "text":"hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":5}}""");
        JsonNode answer = JSON.readTree(text(response.body()));
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("hello");
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(8);
        assertThat(sent.get(0).headers().contains("anthropic-beta")).isFalse();
    }

    @Test
    void callsAndResultsGoWithoutIds() throws Exception {
        String request = """
                {"model":"vertex/gemini-2.5-flash","messages":[{"role":"user","content":"hi"},
                 {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}},
                  {"id":"call_2","type":"function","function":{"name":"f","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"call_2","content":"two"},{"role":"tool","tool_call_id":"call_1","content":"one"}]}""";
        call(CHAT, request, "{}");
        JsonNode body = JSON.readTree(text(sent.get(0).body()));
        assertThat(body.findValues("id")).isEmpty();
        assertThat(body.at("/contents/2/parts").findValuesAsText("result")).containsExactly("one", "two");
    }

    @Test
    void claudeOnVertexFetchesNothingFromAddresses() throws Exception {
        ProxyResponse response = call(CHAT, """
                {"model":"vertex/claude-opus-4-6","messages":[{"role":"user","content":[
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""", "{}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response.body())).contains("the host does not fetch from addresses");
        assertThat(sent).isEmpty();
    }

    private ProxyResponse call(String path, String body, String answer) throws Exception {
        Headers headers = Headers.of("Content-Type", "application/json").with("anthropic-beta", "context-1m");
        ProxyRequest request =
                new ProxyRequest("POST", URI.create(path), headers, Body.of(body.getBytes(UTF_8)), Attributes.none());
        ProxyResponse upstream =
                new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(answer.getBytes(UTF_8)));
        return throughline
                .handle(request, outbound -> {
                    sent.add(outbound);
                    return CompletableFuture.completedStage(upstream);
                })
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static String text(Body body) throws IOException {
        return new String(body.inputStream().readAllBytes(), UTF_8);
    }
}
