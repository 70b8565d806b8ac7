package io.throughline.http;

import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.failureOf;
import static io.throughline.http.BodyReader.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.ProxyResponse;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields of a provider may be as large as its gateways make them, and what is over the limit is told as that. */
@Timeout(60)
class LargeHeadersTest {
    private ScriptedProvider provider;
    private ApacheUpstream upstream;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        upstream = ApacheUpstream.create();
    }

    @AfterEach
    void stop() {
        upstream.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 12_000, 32_768, 65_000})
    void oneFieldOf(int bytes) {
        provider.answer(Script.raw().write(head("x-policy: " + "p".repeat(bytes) + "\r\n")));

        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));

        assertThat(response.headers().first("x-policy").orElseThrow()).hasSize(bytes);
    }

    @Test
    void manyFieldsOfThirtyTwoKilobytesTogether() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 320; i++) {
            fields.append("x-").append(i).append(": ").append("v".repeat(100)).append("\r\n");
        }
        provider.answer(Script.raw().write(head(fields.toString())));

        assertThat(await(upstream.send(get(provider.uri("/")))).headers().first("x-319"))
                .isPresent();
    }

    @Test
    void overTheLimitItIsNoBrokenConnection() {
        provider.answer(Script.raw().write(head("x-policy: " + "p".repeat(100_000) + "\r\n")));

        UpstreamException failure = failureOf(upstream.send(get(provider.uri("/"))));

        assertThat(failure.kind()).isEqualTo(UpstreamException.Kind.HEADERS);
        assertThat(failure).hasMessageContaining("64 KiB");
        assertThat(provider.requests()).hasSize(1);
    }

    private static String head(String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "content-length: 2\r\n\r\nok";
    }
}
