package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that finds no provider, or one whose answer can't be taken, says why, and not where. */
class UnreachedProvidersTest {
    @TempDir
    private Path directory;

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(told("http://127.0.0.1:" + port + "/v1", 502))
                .contains("The provider could not be reached: connection refused")
                .doesNotContain(Integer.toString(port));
    }

    @Test
    void nobodyKnowsTheHost() throws Exception {
        assertThat(told("http://no-such-host.invalid/v1", 502))
                .contains("The provider could not be reached: unknown host")
                .doesNotContain("no-such-host");
    }

    @Test
    void itsHeaderFieldsAreTooLargeWhichAnotherTryWouldNotCure() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answerEach(request -> Script.raw()
                    .write("HTTP/1.1 200 OK\r\nx-policy: " + "p".repeat(100_000) + "\r\n\r\n")
                    .stall());

            assertThat(told("http://127.0.0.1:" + provider.port() + "/v1", 502))
                    .contains("a header field of more than 64 KiB, or more than 500 of them");
            assertThat(provider.requests()).hasSize(1);
        }
    }

    private String told(String baseUri, int status) throws Exception {
        String yaml = """
                retry: {max-attempts: 3, backoff: 1ms}
                providers: {one: {dialect: openai, base-url: "%s"}}
                """.formatted(baseUri);
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(new ProxyRequest(
                            "POST",
                            URI.create("/v1/chat/completions"),
                            Headers.of("Content-Type", "application/json"),
                            Body.of("{\"model\":\"one/m\",\"messages\":[]}".getBytes(UTF_8)),
                            Attributes.none()))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(status);
            return text(answer);
        }
    }

    private static String text(ProxyResponse answer) throws IOException {
        return new String(answer.body().inputStream().readAllBytes(), UTF_8);
    }
}
