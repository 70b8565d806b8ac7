package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A compressed answer reaches the client as the provider sent it, and the record holds what it says. */
class CompressedAnswersTest {
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            retry: {max-attempts: 1}
            providers: {one: {dialect: openai, base-url: "https://one.example/v1", api-key: key-one}}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    private static final String STREAM = """
            data: {"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":"Guten "}}]}

            data: {"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{"content":"Tag 🎉"}}]}

            data: {"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":7,"completion_tokens":3}}

            data: [DONE]

            """;

    private static final String WHOLE = """
            {"id":"c1","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"Guten Tag 🎉"},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3}}""";

    /** The stream and the whole answer in brotli, which the JDK can't write. */
    private static final String STREAM_IN_BROTLI =
            "G2EBCJyFsfOiyat8Uy7tjBBWIySZzUTHz1Zg6eoDD8+5SPe+rxJkAlF1DehXLDpv27iOuQVRxOcIpAi6zlavOTu/PxrjVoOErY4wT6IP"
                    + "vmkTuUN+8YQPXUkKFWgtpFlP8YlumQw+REgqAsDgh0w6KbsBh6cS/zqrWeAbLHd9+ov+h/+h+hNYLBk2SPdCl+6A87ov03om"
                    + "+zsctAUeFot+LA0eQY4A";

    private static final String WHOLE_IN_BROTLI =
            "G7UAIJyHsRsiDK7e0+kUM7FQ7yU6fkJgc9cruxWKjo6z54iQKJCOQEghsKjgU4el7xsbfzKMpaRYkutu4wPchpdfd2SwbMVz45rF4EOp"
                    + "Lf3yjMk+7C2mTBsDCQVkEePA1usOzhKejrJIGRyDbPMRdU+s8re2fN7hY002ocHLAw==";

    @TempDir
    private Path directory;

    static Stream<Arguments> answers() throws IOException {
        return Stream.of(
                Arguments.of("gzip", true, gzip(STREAM)),
                Arguments.of("gzip", false, gzip(WHOLE)),
                Arguments.of("deflate", true, deflate(STREAM)),
                Arguments.of("deflate", false, deflate(WHOLE)),
                Arguments.of("br", true, Base64.getDecoder().decode(STREAM_IN_BROTLI)),
                Arguments.of("br", false, Base64.getDecoder().decode(WHOLE_IN_BROTLI)));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @MethodSource("answers")
    void passesAsItIsAndIsRecordedAsItReads(String coding, boolean streamed, byte[] compressed) throws Exception {
        Headers headers = Headers.of(
                "Content-Type", streamed ? "text/event-stream" : "application/json", "Content-Encoding", coding);
        JsonNode record;
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(
                            request(streamed),
                            outbound -> CompletableFuture.completedStage(
                                    new ProxyResponse(200, headers, Pieces.cut(compressed, compressed.length / 2))))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);

            assertThat(answer.headers().all("Content-Encoding")).containsExactly(coding);
            assertThat(answer.body().inputStream().readAllBytes()).isEqualTo(compressed);
            throughline.close(Duration.ofSeconds(5));
            record = record();
        }
        JsonNode choice = record.at("/response/choices/0");
        assertThat(choice.at("/blocks/0/text").asText()).isEqualTo("Guten Tag 🎉");
        assertThat(choice.path("blocks")).hasSize(1);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(record.at("/usage/input").asLong()).isEqualTo(7);
        assertThat(record.at("/usage/output").asLong()).isEqualTo(3);
        assertThat(record.path("outcome").asText()).isEqualTo("completed");
        assertThat(record.at("/bytes/response").asLong()).isEqualTo(compressed.length);
    }

    private static ProxyRequest request(boolean streamed) {
        return new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of("Content-Type", "application/json", "Accept-Encoding", "gzip, deflate, br"),
                Body.of(("{\"model\":\"one/gpt-x\",\"stream\":" + streamed + "}").getBytes(UTF_8)),
                Attributes.none());
    }

    private JsonNode record() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("records.jsonl"));
        assertThat(lines).hasSize(1);
        return new ObjectMapper().readTree(lines.get(0));
    }

    private static byte[] gzip(String plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return written(new GZIPOutputStream(out), out, plain);
    }

    private static byte[] deflate(String plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return written(new DeflaterOutputStream(out), out, plain);
    }

    private static byte[] written(OutputStream coding, ByteArrayOutputStream out, String plain) throws IOException {
        try (coding) {
            coding.write(plain.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
