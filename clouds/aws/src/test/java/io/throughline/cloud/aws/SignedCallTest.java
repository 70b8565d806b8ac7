package io.throughline.cloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What leaves for Bedrock is told the trace, and has the right signature all the same: proxies on its way may write that field anew. */
class SignedCallTest {
    private static final String SECRET_KEY = "made-up-for-this-test";
    private static final Set<String> SIGNED = Set.of("content-type", "x-amz-content-sha256", "x-amz-date");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String YAML = """
            extras: false
            providers:
              bedrock: {region: eu-west-3, access-key: AKIDEXAMPLE, secret-key: %s}
            """.formatted(SECRET_KEY);

    private final List<ProxyRequest> sent = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, amazon.nova-lite-v1:0, /model/amazon.nova-lite-v1%3A0/converse",
        "/v1/messages, anthropic.claude-sonnet-4-5-20250929-v1:0, /model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke"
    })
    void tellsTheTraceAndIsSigned(String path, String model, String target) throws Exception {
        String body = "{\"model\":\"bedrock/" + model
                + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create(path),
                Headers.of("Content-Type", "application/json", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), Path.of("")))) {
            ProxyResponse answer = throughline
                    .handle(request, made -> {
                        sent.add(made);
                        return CompletableFuture.completedStage(new ProxyResponse(400, Headers.none(), Body.empty()));
                    })
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(400);
        }
        assertThat(sent).hasSize(1);
        ProxyRequest made = sent.get(0);
        assertThat(made.target().getRawPath()).isEqualTo(target);
        assertThat(made.headers().all("traceparent"))
                .singleElement()
                .asString()
                .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                .doesNotContain("00f067aa0ba902b7");
        Map<String, String> signed = new LinkedHashMap<>();
        made.headers().forEach((name, value) -> {
            if (SIGNED.contains(name.toLowerCase(Locale.ROOT))) {
                signed.put(name, value);
            }
        });
        byte[] bytes = ((Body.Bytes) made.body()).bytes();
        assertThat(made.headers().first("authorization"))
                .contains(
                        Reference.authorization(made.target(), signed, bytes, "eu-west-3", "AKIDEXAMPLE", SECRET_KEY));
    }
}
