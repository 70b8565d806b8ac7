package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sends half a request holds a place for a while, not for ever; who gets none is told when to come again. */
@Timeout(60)
class HalfSentRequestTest {
    private static final String CALL =
            "{\"model\":\"echo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|Content-Length: 1000|{\"error\":{\"message\":\"Nothing came",
                "/v1/messages|Content-Length: 100000|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"",
                "/v1/explain|Content-Length: 1000|{\"error\":{\"message\":\"Nothing came",
                "/v1/chat/completions|Transfer-Encoding: chunked|{\"error\":{\"message\":\"Nothing came",
            })
    void theOtherHalfIsNotWaitedForForEver(String path, String length, String said) throws IOException {
        try (RunningServer server = RunningServer.with("server: {max-concurrent: 1, request-idle: 100ms}")) {
            try (Socket client = half(server, path, length)) {
                String answer = new String(client.getInputStream().readAllBytes(), UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 408").contains(said).contains("for 0.1 s");
            }
            assertThat(server.post("/v1/chat/completions", CALL).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoGetsNoPlaceIsToldToComeAgain() throws IOException {
        try (RunningServer server = RunningServer.with("server: {max-concurrent: 1}");
                Socket client = half(server, "/v1/messages", "Content-Length: 1000")) {
            server.await("/metrics", it -> new String(it.body(), UTF_8).contains("\nthroughline_calls_active 1.0"));
            for (String path : new String[] {
                "/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1beta/models/echo:generateContent"
            }) {
                HttpResponse<byte[]> refused = server.post(path, CALL);
                assertThat(refused.statusCode()).as(path).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).as(path).contains("1");
                JsonNode error = RunningServer.json(refused).path("error");
                assertThat(error.path("message").asText()).contains("Too many calls");
            }
            assertThat(client.isConnected()).isTrue();
        }
    }

    private static Socket half(RunningServer server, String path, String length) throws IOException {
        Socket client = new Socket("127.0.0.1", server.uri().getPort());
        client.setSoTimeout(20_000);
        boolean chunked = length.startsWith("Transfer");
        client.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n"
                                + (chunked ? "5\r\n{\"mod\r\n" : "{\"mod"))
                        .getBytes(UTF_8));
        return client;
    }
}
