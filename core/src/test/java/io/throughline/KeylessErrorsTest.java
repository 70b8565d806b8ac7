package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that repeats the key it refuses tells the proxy, not the proxy's caller. */
class KeylessErrorsTest {
    private static final String KEY = "up-7Kx/9QwErTyUiOpAsDf";
    private static final String MASK = "*".repeat(KEY.length());
    private static final String YAML = """
            retry: {max-attempts: 1}
            providers:
              one: {dialect: openai, base-url: "https://one.example/v1", api-key: %1$s}
              two: {dialect: anthropic, base-url: "https://two.example", api-key: %1$s}
              word: {dialect: openai, base-url: "https://word.example/v1", api-key: test}
            telemetry: {jsonl: {path: records.jsonl}}
            """.formatted(KEY);

    private static final String ERROR =
            "{\"error\": {\"message\": \"no such key: %s, and again %s\",  \"type\": \"invalid_request_error\"}}";
    private static final String TOLD = ERROR.formatted(KEY, KEY);
    private static final String MASKED = ERROR.formatted(MASK, MASK);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 38, 40, 59, 60, 61, 74, 100})
    void whereverItIsCut(int cut) throws Exception {
        ProxyResponse answer = called("one/m", response(401, Pieces.cut(TOLD.getBytes(UTF_8), cut)));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().first("Content-Length")).contains(Integer.toString(TOLD.length()));
        assertThat(text(answer)).isEqualTo(MASKED);
    }

    @Test
    void asAStreamThatTheReaderPulls() throws Exception {
        Body pulled = new Body.Pull(new ByteArrayInputStream(TOLD.getBytes(UTF_8)), OptionalLong.of(TOLD.length()));

        ProxyResponse answer = called("one/m", response(403, pulled));

        assertThat(answer.body().length()).hasValue(TOLD.length());
        assertThat(text(answer)).isEqualTo(MASKED);
    }

    @Test
    void whereASlashIsEscaped() throws Exception {
        String escaped = KEY.replace("/", "\\/");

        ProxyResponse answer = called(
                "one/m", response(401, Body.of(ERROR.formatted(escaped, "x").getBytes(UTF_8))));

        assertThat(text(answer)).isEqualTo(ERROR.formatted("*".repeat(escaped.length()), "x"));
    }

    @Test
    void inMessagesAndInHeaderFields() throws Exception {
        ProxyResponse answer = called(
                "two/m",
                new ProxyResponse(
                        401,
                        Headers.of("Content-Type", "application/json", "X-Why", "refused " + KEY),
                        Body.of(TOLD.getBytes(UTF_8))));

        assertThat(text(answer)).isEqualTo(MASKED);
        assertThat(answer.headers().first("X-Why")).contains("refused " + MASK);
    }

    @Test
    void inACompressedErrorWhichPassesAsItReads() throws Exception {
        ProxyResponse answer = called("one/m", coded(gzip(TOLD)));

        assertThat(answer.headers().contains("Content-Encoding")).isFalse();
        assertThat(answer.headers().first("Content-Length")).contains(Integer.toString(TOLD.length()));
        assertThat(text(answer)).isEqualTo(MASKED);
    }

    @Test
    void aCompressedErrorWithoutTheKeyPassesAsItCame() throws Exception {
        byte[] coded = gzip(ERROR.formatted("a", "b"));

        ProxyResponse answer = called("one/m", coded(coded));

        assertThat(answer.headers().first("Content-Encoding")).contains("gzip");
        assertThat(answer.headers().first("Content-Length")).contains(Integer.toString(coded.length));
        assertThat(answer.body().inputStream().readAllBytes()).isEqualTo(coded);
    }

    @Test
    void anErrorThatCannotBeLookedIntoIsToldInItsPlace() throws Exception {
        ProxyResponse answer = called(
                "one/m",
                new ProxyResponse(
                        429,
                        Headers.of("Content-Type", "application/json", "Content-Encoding", "zstd", "Retry-After", "7"),
                        Body.of(TOLD.getBytes(UTF_8))));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers().first("Retry-After")).contains("7");
        assertThat(answer.headers().contains("Content-Encoding")).isFalse();
        assertThat(text(answer)).contains("\"error\"").contains("can't be read").doesNotContain(KEY);
    }

    @Test
    void whatTheProviderSaysOfItStandsBeforeWhatWeWouldSay() throws Exception {
        ProxyResponse answer = called(
                "one/m",
                new ProxyResponse(
                        503,
                        Headers.of("Content-Encoding", "zstd", "retry-after", "7", "Cache-Control", "private"),
                        Body.of(TOLD.getBytes(UTF_8))));

        assertThat(answer.headers().all("Retry-After")).containsExactly("7");
        assertThat(answer.headers().all("Cache-Control")).containsExactly("private");
        assertThat(answer.headers().all("Content-Type")).containsExactly("application/json");
        assertThat(text(answer)).contains("can't be read").doesNotContain(KEY);
    }

    @Test
    void whoIsTooBusyAndDoesNotSayForHowLongIsSaidToBeForASecond() throws Exception {
        ProxyResponse answer = called(
                "one/m", new ProxyResponse(503, Headers.of("Content-Encoding", "zstd"), Body.of(TOLD.getBytes(UTF_8))));

        assertThat(answer.headers().all("Retry-After")).containsExactly("1");
    }

    @Test
    void theRecordHasNoneOfIt() throws Exception {
        called("one/m", response(401, Body.of(TOLD.getBytes(UTF_8))));

        assertThat(Files.readString(directory.resolve("records.jsonl")))
                .contains("no such key")
                .doesNotContain(KEY);
    }

    @Test
    void aWordThatServesAsAKeyIsLeftWhereItStands() throws Exception {
        String error = "{\"error\":{\"message\":\"a test\"}}";

        assertThat(text(called("word/m", response(400, Body.of(error.getBytes(UTF_8))))))
                .isEqualTo(error);
    }

    @Test
    void whatIsNoErrorPassesAsItCame() throws Exception {
        String good = "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + KEY + "\"},\"finish_reason\":\"stop\"}]}";

        ProxyResponse answer = called(
                "one/m",
                response(200, Body.of(good.getBytes(UTF_8))),
                yaml -> "extras: false\ntrace: {signatures: off}\n" + yaml);

        assertThat(text(answer)).isEqualTo(good);
    }

    private ProxyResponse called(String model, ProxyResponse provider) throws Exception {
        return called(model, provider, yaml -> yaml);
    }

    private ProxyResponse called(String model, ProxyResponse provider, UnaryOperator<String> config) throws Exception {
        String path = model.startsWith("two") ? "/v1/messages" : "/v1/chat/completions";
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create(path),
                Headers.of("Content-Type", "application/json", "Accept-Encoding", "gzip"),
                Body.of(("{\"model\":\"" + model + "\",\"max_tokens\":5,\"messages\":[]}").getBytes(UTF_8)),
                Attributes.none());
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(config.apply(YAML), "test.yaml", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(request, sent -> CompletableFuture.completedStage(provider))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            byte[] body = answer.body().inputStream().readAllBytes();
            OptionalLong length = answer.body().length();
            throughline.close(Duration.ofSeconds(5));
            return new ProxyResponse(
                    answer.status(), answer.headers(), new Body.Pull(new ByteArrayInputStream(body), length));
        }
    }

    private static ProxyResponse response(int status, Body body) {
        return new ProxyResponse(
                status,
                Headers.of("Content-Type", "application/json", "Content-Length", Integer.toString(TOLD.length())),
                body);
    }

    private static ProxyResponse coded(byte[] body) {
        return new ProxyResponse(
                401,
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip",
                        "Content-Length",
                        Integer.toString(body.length)),
                Pieces.cut(body, 10));
    }

    private static String text(ProxyResponse answer) throws IOException {
        return new String(answer.body().inputStream().readAllBytes(), UTF_8);
    }

    private static byte[] gzip(String plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream coding = new GZIPOutputStream(out)) {
            coding.write(plain.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
