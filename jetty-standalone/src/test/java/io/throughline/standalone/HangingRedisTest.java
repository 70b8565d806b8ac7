package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A Redis that takes connections and commands and answers none: calls go on without it, soon, and the counts tell. */
class HangingRedisTest {
    private static final List<String> SHARED = List.of("limits", "cache", "continuity");
    private static final int CALLS = 30;

    @Test
    void aServerThatNeverAnsweredHoldsNobodyUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RunningServer server = RunningServer.with(yaml(silent.getLocalPort()))) {
            calls(server, "never");
            for (String shared : SHARED) {
                assertThat(outages(server, shared)).as(shared).isPositive();
            }
        }
    }

    @Test
    void aServerThatAnswersNoMoreHoldsNobodyUp() throws Exception {
        int port = freePort();
        RedisServer redis = new RedisServer(port);
        redis.start();
        try (RunningServer server = RunningServer.with(yaml(port))) {
            server.await("/readyz", answer -> {
                calls(server, 1, "warm");
                long before = outages(server);
                calls(server, 5, "connected");
                return outages(server) == before;
            });
            try (Socket pausing = new Socket(InetAddress.getLoopbackAddress(), port)) {
                command(pausing, "CLIENT PAUSE 60000\r\n");
                long[] before = SHARED.stream()
                        .mapToLong(shared -> outages(server, shared))
                        .toArray();
                calls(server, "paused");
                for (int i = 0; i < before.length; i++) {
                    // once a second somebody asks again, nobody more
                    assertThat(outages(server, SHARED.get(i)) - before[i])
                            .as(SHARED.get(i))
                            .isBetween(1L, 15L);
                }
            }
        } finally {
            redis.stop();
        }
    }

    private static void calls(RunningServer server, String about) {
        long began = System.nanoTime();
        calls(server, CALLS, about);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("thirty calls, were each held up by each of three it would be nearly twenty seconds")
                .isLessThan(Duration.ofSeconds(10));
    }

    private static void calls(RunningServer server, int count, String about) {
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            HttpResponse<byte[]> answer = server.post(
                    "/v1/chat/completions",
                    "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                            + "{\"role\":\"assistant\",\"content\":\"What is it about?\"},{\"role\":\"user\",\"content\":\""
                            + about + i + "\"}]}",
                    "x-api-key",
                    "key-of-the-shop");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private static void command(Socket socket, String line) throws IOException {
        socket.getOutputStream().write(line.getBytes(UTF_8));
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(5), UTF_8)).isEqualTo("+OK\r\n");
    }

    private static long outages(RunningServer server) {
        return SHARED.stream().mapToLong(shared -> outages(server, shared)).sum();
    }

    private static long outages(RunningServer server, String shared) {
        String name = "throughline_outages_total{sink=\"" + shared + "\"} ";
        return new String(server.get("/metrics", "x-api-key", "key-of-the-shop").body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + "is not among the metrics"));
    }

    private static String yaml(int port) {
        return """
                keys:
                  - {name: shop, key: key-of-the-shop, tenant: acme, rate: {requests: 100000, per: minute}, budget: {usd: 1000, per: day}}
                limits: {redis: {uri: 'redis://127.0.0.1:%1$d'}}
                cache: {ttl: 1h, redis: {uri: 'redis://127.0.0.1:%1$d'}}
                trace: {secret: the-secret-of-all-nodes}
                telemetry: {redis: {uri: 'redis://127.0.0.1:%1$d'}}
                """.formatted(port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
