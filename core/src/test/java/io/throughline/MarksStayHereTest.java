package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.access.Caller;
import io.throughline.config.ThroughlineConfig;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.SignedIds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No provider sees a signature or a stamp, whichever way a request goes: relayed, translated, hosted elsewhere, tried again, counted, embedded or made in this JVM. */
class MarksStayHereTest {
    private static final Pattern MARKS = Pattern.compile(
            "[\\u2063\\u2064\\x{E0100}-\\x{E01EF}\\uFE00-\\uFE0F]|\\\\u2063|\\\\udb40|_throughline_trace_id");
    private static final String SECRET = "the secret of all nodes";
    private static final String SIGNED = "It is in the cellar."
            + new InvisibleSignature(Secret.of(SECRET)).sign("default", new SignedIds("signed", "signed"));
    private static final String STAMPED = "{\\\"_throughline_trace_id\\\":\\\"signed\\\",\\\"q\\\":1}";
    private static final String CHAT = """
            {"model":"%1$s","stream":%2$s,"messages":[{"role":"system","content":"%3$s"},{"role":"user","content":[{"type":"text","text":"%3$s"}]},{"role":"assistant","content":"%3$s"},
             {"role":"user","content":"Go on."},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_12345678","type":"function","function":{"name":"f","arguments":"%4$s"}}]},
             {"role":"tool","tool_call_id":"call_12345678","content":"%3$s"},{"role":"user","content":"Why?"}]}""";
    private static final String MESSAGES = """
            {"model":"%1$s","max_tokens":9,"system":"%2$s","messages":[{"role":"user","content":"%2$s"},{"role":"assistant","content":[{"type":"text","text":"%2$s"},
             {"type":"tool_use","id":"toolu_12345678","name":"f","input":{"_throughline_trace_id":"signed","q":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_12345678","content":"%2$s"}]}]}""";
    private static final String RESPONSES = """
            {"model":"%1$s","instructions":"%2$s","input":[{"role":"user","content":"%2$s"},{"role":"assistant","content":[{"type":"output_text","text":"%2$s"}]},
             {"type":"function_call","call_id":"call_12345678","name":"f","arguments":"%3$s"},{"type":"function_call_output","call_id":"call_12345678","output":"%2$s"}]}""";
    private static final String GEMINI = """
            {"systemInstruction":{"parts":[{"text":"%1$s"}]},"contents":[{"role":"user","parts":[{"text":"%1$s"}]},{"role":"model","parts":[{"text":"%1$s"},
             {"functionCall":{"name":"f","args":{"_throughline_trace_id":"signed","q":1}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":"%1$s"}}}]}]}""";

    @TempDir
    private Path directory;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private boolean failing;
    private boolean breaking;
    private Throughline throughline;

    @BeforeEach
    void assemble() {
        throughline =
                Throughline.create(ThroughlineConfig.parse("""
                extras: false
                trace: {secret: "%s"}
                providers:
                  chatty: {dialect: openai-chat, base-url: "https://one.example/v1", api-key: k}
                  respondent: {dialect: openai-responses, base-url: "https://two.example/v1", api-key: k}
                  claudy: {dialect: anthropic, base-url: "https://three.example", api-key: k}
                  geminy: {dialect: gemini, base-url: "https://four.example/v1beta", api-key: k}
                  ollama: {base-url: "http://five.example"}
                  cohere: {api-key: k}
                  vertex: {project: acme-1, region: europe-west4, api-key: k}
                  azure: {base-url: "https://x.openai.azure.com", api-key: k}
                  rocky: {dialect: bedrock, base-url: "https://six.example", api-key: k}
                aliases:
                  hedged: {strategy: fallback, hedge: {after: 1ms, max: 1}, targets: [chatty/m, claudy/m]}
                  onward: {strategy: fallback, continue: true, targets: [chatty/m, claudy/m]}
                  both: {strategy: fallback, targets: [chatty/m, claudy/m, geminy/m]}
                retry: {max-attempts: 3}
                """.formatted(SECRET), "test.yaml", Map.of(), directory));
    }

    @AfterEach
    void close() {
        throughline.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatty/m",
                "respondent/m",
                "claudy/m",
                "geminy/m",
                "ollama/m",
                "cohere/command-r",
                "vertex/gemini-2.5-flash",
                "vertex/claude-sonnet-4-5@20250929",
                "azure/m",
                "rocky/m",
                "hedged",
                "both"
            })
    void whereverItGoes(String model) throws Exception {
        for (boolean fails : new boolean[] {false, true}) {
            failing = fails;
            int before = sent.size();
            call("/v1/chat/completions", CHAT.formatted(model, "false", SIGNED, STAMPED));
            call("/v1/chat/completions", CHAT.formatted(model, "true", SIGNED, STAMPED));
            call("/v1/messages", MESSAGES.formatted(model, SIGNED));
            call("/v1/responses", RESPONSES.formatted(model, SIGNED, STAMPED));
            call("/v1beta/models/" + model + ":generateContent", GEMINI.formatted(SIGNED));
            assertThat(sent.size() - before).as("requests that went out").isGreaterThanOrEqualTo(fails ? 6 : 5);
        }
        assertClean();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings|{\"model\":\"chatty/m\",\"input\":\"%s\"}",
                "/v1/embeddings|{\"model\":\"chatty/m\",\"input\":[\"a\",\"%s\"]}",
                "/v1/embeddings|{\"model\":\"geminy/m\",\"input\":[\"a\",\"%s\"]}",
                "/v1/embeddings|{\"model\":\"cohere/embed-v4.0\",\"input\":[\"a\",\"%s\"]}"
            })
    void whatIsEmbedded(String path, String body) throws Exception {
        call(path, body.formatted(SIGNED));
        assertThat(sent).isNotEmpty();
        assertClean();
    }

    @Test
    void whatIsCountedAndTheCountStandsInTheTrace() throws Exception {
        ProxyResponse counted = call("/v1/messages/count_tokens", MESSAGES.formatted("claudy/m", SIGNED));
        assertThat(sent).hasSize(1);
        assertClean();
        assertThat(counted.headers().first("X-Trace-ID")).contains("signed");
    }

    @Test
    void whatAnotherTargetGoesOnWith() throws Exception {
        breaking = true;
        call("/v1/chat/completions", CHAT.formatted("onward", "true", SIGNED, STAMPED));
        assertThat(sent).hasSizeGreaterThanOrEqualTo(2);
        assertThat(sent.get(1)).contains("Half of");
        assertClean();
    }

    @Test
    void whatTheApplicationRoutesItself() throws Exception {
        String body = CHAT.formatted("m", "false", SIGNED, STAMPED);
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("https://one.example/v1/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none().with(Caller.KEY, Caller.inProcess()));
        throughline
                .route(request, this::answer)
                .toCompletableFuture()
                .join()
                .body()
                .inputStream()
                .readAllBytes();
        assertThat(sent).hasSize(1);
        assertClean();
    }

    private void assertClean() {
        assertThat(sent).allSatisfy(body -> assertThat(body).doesNotContainPattern(MARKS));
    }

    private ProxyResponse call(String path, String body) throws IOException {
        assertThat(body).containsPattern(MARKS);
        ProxyResponse response = throughline
                .handle(
                        new ProxyRequest(
                                "POST",
                                URI.create(path),
                                Headers.of("Content-Type", "application/json"),
                                Body.of(body.getBytes(UTF_8)),
                                Attributes.none()),
                        this::answer)
                .toCompletableFuture()
                .join();
        response.body().inputStream().readAllBytes();
        return response;
    }

    /** What is answered is of no matter: most of it is an error to the client, as it would be with a strange provider. */
    private CompletionStage<ProxyResponse> answer(ProxyRequest request) {
        try {
            sent.add(new String(request.body().inputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (breaking) {
            byte[] half = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half of\"}}]}\n\n"
                    .getBytes(UTF_8);
            return CompletableFuture.completedStage(new ProxyResponse(
                    200,
                    Headers.of("Content-Type", "text/event-stream"),
                    new Body.Push(new BytesPublisher(half), OptionalLong.empty())));
        }
        return failing && request.target().getHost() != null
                ? Providers.status(503)
                : CompletableFuture.completedStage(Providers.answer(200, Providers.GOOD));
    }
}
