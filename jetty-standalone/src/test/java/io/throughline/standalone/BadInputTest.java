package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets the right status in the caller's dialect, names the field, and costs nothing at the provider. */
class BadInputTest {
    private static final String KEY = "sk-caller-0123456789";
    private static final String[] WITH_KEY = {"Authorization", "Bearer " + KEY};
    private static final String CHAT = "{\"model\":\"p/m\",\"messages\":[]}";
    private static final int LIMIT = 64 * 1024;

    private static ScriptedProvider provider;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        provider = ScriptedProvider.start();
        provider.answerEach(request -> Script.json("{\"id\":\"c\",\"choices\":[]}"));
        server = RunningServer.with("""
                server: {max-request-bytes: 64KiB}
                keys:
                  - {name: shop, key: "%s", tenant: acme, models: ["p/*"]}
                  - {name: reader, key: sk-reader-0123456789, tenant: acme, scopes: ["traces:read"]}
                providers:
                  p: {dialect: openai, base-url: "%s", api-key: sk-provider-secret}
                  a: {dialect: anthropic, base-url: "%s", api-key: sk-provider-secret}
                """.formatted(KEY, provider.uri("/v1"), provider.uri()));
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @AfterEach
    void nothingReachedTheProvider() {
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void noKey() {
        openAi(server.post("/v1/chat/completions", CHAT), 401, "invalid_request_error", "API key");
        anthropic(server.post("/v1/messages", CHAT), 401, "authentication_error", "API key");
    }

    @Test
    void wrongKeyWhichIsNotRepeated() {
        HttpResponse<byte[]> answer = server.post("/v1/chat/completions", CHAT, "x-api-key", "sk-wrong-987654");
        openAi(answer, 401, "invalid_request_error", "not known");
        assertThat(text(answer)).doesNotContain("987654");
    }

    @Test
    void aKeyWithoutTheScope() {
        String[] reader = {"Authorization", "Bearer sk-reader-0123456789"};
        openAi(server.post("/v1/chat/completions", CHAT, reader), 403, "invalid_request_error", "llm");
    }

    @Test
    void aModelTheKeyMayNotCall() {
        HttpResponse<byte[]> answer = server.post("/v1/messages", "{\"model\":\"a/claude\",\"messages\":[]}", WITH_KEY);
        anthropic(answer, 403, "permission_error", "a/claude");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nothing", "/", "/v1/chat/completions/more", "/v2/messages"})
    void unknownPath(String path) {
        openAi(server.post(path, CHAT, WITH_KEY), 404, "invalid_request_error", "nothing at");
    }

    @Test
    void unknownPathsAndWrongMethodsAreToldInTheDialectOfThePath() {
        anthropic(server.post("/v1/messages/batches", CHAT, WITH_KEY), 404, "not_found_error", "nothing at");
        anthropic(server.get("/messages", WITH_KEY), 405, "invalid_request_error", "POST");
        gemini(server.get("/v1beta/models/g:generateContent", WITH_KEY), 405, "UNIMPLEMENTED", "POST");
        gemini(server.post("/v1beta/models/g:embedContent", CHAT, WITH_KEY), 404, "NOT_FOUND", "nothing at");
    }

    @Test
    void wrongMethodSaysTheRightOne() {
        HttpResponse<byte[]> answer = server.get("/v1/chat/completions", WITH_KEY);
        openAi(answer, 405, "invalid_request_error", "POST");
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | empty",
                "not json                            | line 1",
                "{\"model\":\"p/m\",                 | line 1",
                "[1,2]                               | JSON object",
                "{\"messages\":[]}                   | is missing",
                "{\"model\":7}                       | must be a string",
                "{\"model\":null}                    | must be a string",
                "{\"model\":\"\"}                    | empty",
                "{\"model\":\"p/a\\r\\nX-Evil: 1\"}  | printable",
                "{\"model\":\"p/m\"} {}              | follows",
            })
    void bodiesThatAreNoCall(String body, String said) {
        openAi(server.post("/v1/chat/completions", body, WITH_KEY), 400, "invalid_request_error", said);
        anthropic(server.post("/v1/messages", body, WITH_KEY), 400, "invalid_request_error", said);
    }

    @Test
    void nestedTooDeep() {
        String deep = "{\"model\":\"p/m\",\"messages\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        openAi(server.post("/v1/chat/completions", deep, WITH_KEY), 400, "invalid_request_error", "512");
    }

    @Test
    void anUnknownModelGetsTheNearest() {
        HttpResponse<byte[]> answer = server.post("/v1/chat/completions", "{\"model\":\"echo-fats\"}", WITH_KEY);
        openAi(answer, 404, "invalid_request_error", "echo-fast");
        assertThat(RunningServer.json(answer).path("error").path("code").asText())
                .isEqualTo("model_not_found");
    }

    @Test
    void aLengthOverTheLimitIsRefusedBeforeTheBodyIsSent() throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.uri().getPort())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write(head("Content-Length: 10000000000"));
            assertThat(new String(client.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyWithoutALengthIsRefusedAtTheLimit() throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.uri().getPort())) {
            client.setSoTimeout(5_000);
            OutputStream out = client.getOutputStream();
            out.write(head("Transfer-Encoding: chunked"));
            byte[] chunk = ("2000\r\n" + "x".repeat(0x2000) + "\r\n").getBytes(UTF_8);
            for (int sent = 0; sent < LIMIT + chunk.length; sent += 0x2000) {
                out.write(chunk);
            }
            assertThat(new String(client.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aGzipBombIsRefusedAtTheLimit() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write("{\"model\":\"p/m\",\"x\":\"".getBytes(UTF_8));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                gzip.write(zeros);
            }
        }
        assertThat(bomb.size()).isLessThan(LIMIT);
        openAi(coded("gzip", bomb.toByteArray()), 413, "invalid_request_error", "decoded");
    }

    @Test
    void codingsThatAreNoneOrNotKnown() {
        openAi(coded("gzip", CHAT.getBytes(UTF_8)), 400, "invalid_request_error", "Content-Encoding");
        openAi(coded("zstd", CHAT.getBytes(UTF_8)), 400, "invalid_request_error", "zstd");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Trace-ID, a b",
        "X-Thread-ID, x/y",
        "X-External-User-Id, ünknown",
        "X-Throughline-Tags, no-equals",
        "X-Throughline-Tags, 'a=b,,c=d'",
        "X-Throughline-Metadata, ''",
        "X-Throughline-Metadata, not json",
        "X-Throughline-Metadata, '[1]'",
        "X-Throughline-Metadata, '{\"a\":1} {}'",
        "X-Throughline-Metadata, '{\"a\":'",
        "X-Throughline-Metadata, '{\"a\":\"ü\"}'"
    })
    void headersOutOfForm(String name, String value) throws IOException {
        String answer = raw(name + ": " + value);
        assertThat(answer).startsWith("HTTP/1.1 400").contains(name);
    }

    @Test
    void metadataOfMoreThanFourKilobytes() {
        String large = "{\"a\":\"" + "x".repeat(4096 - 7) + "\"}";
        HttpResponse<byte[]> answer =
                server.post("/v1/messages", CHAT, "Authorization", "Bearer " + KEY, "X-Throughline-Metadata", large);
        anthropic(answer, 400, "invalid_request_error", "X-Throughline-Metadata");
    }

    @Test
    void aTraceIdThatIsTooLong() {
        openAi(
                server.post(
                        "/v1/chat/completions", CHAT, "Authorization", "Bearer " + KEY, "X-Trace-ID", "x".repeat(129)),
                400,
                "invalid_request_error",
                "X-Trace-ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad Header: x", "X-Null: a\u0000b", ": empty", "X-Fold: a\r\n  folded"})
    void headersThatAreNoHttp(String header) throws IOException {
        assertThat(raw(header)).startsWith("HTTP/1.1 400");
    }

    @Test
    void aHeaderTooLarge() throws IOException {
        assertThat(raw("X-Large: " + "x".repeat(17_000)))
                .startsWith("HTTP/1.1 431")
                .contains("{\"error\":{\"message\":\"The header fields are larger than 16384 bytes\"")
                .containsIgnoringCase("x-trace-id: ");
        assertThat(raw("/v1/messages", "X-Large: " + "x".repeat(17_000)))
                .startsWith("HTTP/1.1 431")
                .contains("{\"type\":\"error\",");
        assertThat(raw("/v1beta/models/g:generateContent", "X-Large: " + "x".repeat(17_000)))
                .startsWith("HTTP/1.1 431")
                .contains("\"status\":\"INVALID_ARGUMENT\"");
    }

    @Test
    void anExpectationThatIsNotKnown() throws IOException {
        assertThat(raw("/v1/messages", "Expect: miracles"))
                .startsWith("HTTP/1.1 417")
                .contains("{\"type\":\"error\",")
                .contains("100-continue");
    }

    @Test
    void aPathTooLong() throws IOException {
        assertThat(raw("/v1/messages/" + "x".repeat(17_000), "Accept: */*"))
                .startsWith("HTTP/1.1 414")
                .contains("{\"error\":{\"message\":\"The path is longer");
    }

    @Test
    void anythingThatIsNoHttpAtAll() throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.uri().getPort())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write("\u0016\u0003\u0001 hello\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void readingsOutOfForm() {
        openAi(server.get("/v1/traces?limit=0", WITH_KEY), 400, "invalid_request_error", "limit");
        openAi(server.get("/v1/traces?cursor=rubbish", WITH_KEY), 400, "invalid_request_error", "cursor");
        openAi(server.get("/v1/traces?lmit=1", WITH_KEY), 400, "invalid_request_error", "lmit");
        openAi(server.get("/v1/calls/nothing", WITH_KEY), 404, "invalid_request_error", "no call");
        openAi(server.get("/v1/traces"), 401, "invalid_request_error", "API key");
    }

    @Test
    void everyRefusalTellsItsTraceAndIsRecorded() {
        HttpResponse<byte[]> answer = server.post(
                "/v1/chat/completions", "nonsense", "Authorization", "Bearer " + KEY, "X-Trace-ID", "refused-1");
        assertThat(answer.headers().firstValue("X-Trace-ID")).contains("refused-1");
        String callId = answer.headers().firstValue("X-Throughline-Call-Id").orElseThrow();
        JsonNode record = RunningServer.json(server.await(
                "/v1/calls/" + callId, reading -> reading.statusCode() == 200, "Authorization", "Bearer " + KEY));
        assertThat(record.path("outcome").asText()).isEqualTo("refused");
        assertThat(record.path("status").asInt()).isEqualTo(400);
        assertThat(record.path("tenant").asText()).isEqualTo("acme");
    }

    private static void openAi(HttpResponse<byte[]> answer, int status, String type, String said) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        JsonNode error = RunningServer.json(answer).path("error");
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.has("param")).isTrue();
        assertThat(error.path("message").asText() + error.path("param").asText())
                .contains(said);
        assertThat(answer.headers().firstValue("X-Trace-ID")).isPresent();
    }

    private static void anthropic(HttpResponse<byte[]> answer, int status, String type, String said) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        JsonNode body = RunningServer.json(answer);
        assertThat(body.path("type").asText()).isEqualTo("error");
        assertThat(body.path("error").path("type").asText()).isEqualTo(type);
        assertThat(body.path("error").path("message").asText()).contains(said);
    }

    private static void gemini(HttpResponse<byte[]> answer, int status, String name, String said) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        JsonNode error = RunningServer.json(answer).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("status").asText()).isEqualTo(name);
        assertThat(error.path("message").asText()).contains(said);
    }

    private static HttpResponse<byte[]> coded(String coding, byte[] body) {
        return server.send(
                HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                "Content-Encoding",
                coding,
                "Authorization",
                "Bearer " + KEY);
    }

    private static String raw(String header) throws IOException {
        return raw("/v1/chat/completions", header);
    }

    private static String raw(String path, String header) throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.uri().getPort())) {
            client.setSoTimeout(5_000);
            client.getOutputStream()
                    .write(head(path, header + "\r\nConnection: close\r\nContent-Length: " + CHAT.length()));
            client.getOutputStream().write(CHAT.getBytes(UTF_8));
            return new String(client.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static byte[] head(String fields) {
        return head("/v1/chat/completions", fields);
    }

    private static byte[] head(String path, String fields) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY + "\r\n" + fields
                        + "\r\n\r\n")
                .getBytes(UTF_8);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
