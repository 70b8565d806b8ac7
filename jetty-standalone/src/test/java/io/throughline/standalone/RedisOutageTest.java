package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Redis may be away at the start, or go and come back: callers see nothing of it, and the counts do. */
class RedisOutageTest {
    private static final String CALL =
            "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void callersSeeNothingOfIt() throws Exception {
        int port = freePort();
        try (RunningServer server = RunningServer.with("telemetry: {redis: {uri: 'redis://127.0.0.1:" + port + "'}}")) {
            calls(server, 20);
            awaitUp(server, false);
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);

            RedisServer redis = new RedisServer(port);
            redis.start();
            try {
                awaitWritten(server, 20);
                awaitUp(server, true);
                calls(server, 5);
                awaitWritten(server, 25);
            } finally {
                redis.stop();
            }

            calls(server, 20);
            awaitUp(server, false);
            String metrics = new String(
                    server.await("/metrics", RedisOutageTest::allWaitOnDisk).body(), UTF_8);
            assertThat(metrics).contains("throughline_records_written_total{sink=\"redis\"} 25.0");
            assertThat(metrics).contains("throughline_records_dropped_total{reason=\"queue_full\",sink=\"redis\"} 0.0");
        }
    }

    private static void calls(RunningServer server, int count) {
        for (int i = 0; i < count; i++) {
            long before = System.nanoTime();
            HttpResponse<byte[]> answer = server.post("/v1/chat/completions", CALL);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static void awaitUp(RunningServer server, boolean up) {
        server.await("/readyz", answer -> redis(answer).path("up").asBoolean() == up);
    }

    private static void awaitWritten(RunningServer server, int count) {
        server.await("/readyz", answer -> redis(answer).path("written").asInt() >= count);
    }

    private static boolean allWaitOnDisk(HttpResponse<byte[]> metrics) {
        return new String(metrics.body(), UTF_8).contains("throughline_records_spooled{sink=\"redis\"} 20.0");
    }

    private static JsonNode redis(HttpResponse<byte[]> ready) {
        for (JsonNode sink : RunningServer.json(ready).path("sinks")) {
            if (sink.path("name").asText().equals("redis")) {
                return sink;
            }
        }
        throw new AssertionError("no Redis sink: " + new String(ready.body(), UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
