package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** A node that is killed in the middle of a call, with no chance to say so, gives back what it had reserved of a budget. */
class NodeKilledTest {
    private static final String QUESTION =
            "{\"model\":\"chatty/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private final ScriptedProvider provider = ScriptedProvider.start();
    private RedisServer redis;
    private int port;
    private String yaml;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        redis = new RedisServer(port);
        redis.start();
        // nobody knows the model's price: a call reserves a dollar, which is all there is
        yaml = """
                keys:
                  - {name: shop, key: key-of-the-shop, tenant: acme, budget: {usd: 1, per: month}}
                  - {name: one, key: key-of-node-one, tenant: one, budget: {usd: 1000, per: month}}
                  - {name: two, key: key-of-node-two, tenant: two, budget: {usd: 1000, per: month}}
                limits: {unknown-price: 1, lease: 3s, redis: {uri: 'redis://127.0.0.1:%d'}}
                providers:
                  chatty: {dialect: openai-chat, base-url: "%s/v1", api-key: k}
                """.formatted(port, provider.uri());
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
        redis.stop();
    }

    @Test
    void anotherNodeMaySpendItOnceTheLeaseHasEnded() throws Exception {
        provider.answer(Script.neverAnswer());
        provider.answer(Script.json(ANSWER));
        Process node = node();
        try (BufferedReader out = node.inputReader(UTF_8);
                RunningServer other = RunningServer.with(yaml)) {
            URI uri = CommandProcess.address(out);
            untilCounted(uri, "one");
            untilCounted(other.uri(), "two");
            CompletableFuture<HttpResponse<String>> call =
                    CLIENT.sendAsync(request(uri, "key-of-the-shop", QUESTION), HttpResponse.BodyHandlers.ofString());
            provider.awaitExchange(Duration.ofSeconds(20));
            assertThat(call).isNotDone();
            HttpResponse<byte[]> refused = ask(other);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");

            node.destroyForcibly();
            assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
            long killed = System.nanoTime();
            assertThat(ask(other).statusCode()).as("the lease still runs").isEqualTo(429);
            other.await("/readyz", ready -> ask(other).statusCode() == 200);
            assertThat(Duration.ofNanos(System.nanoTime() - killed))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
            assertThat(provider.requests()).hasSize(2);
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    private static HttpResponse<byte[]> ask(RunningServer server) {
        return server.post("/v1/chat/completions", QUESTION, "x-api-key", "key-of-the-shop");
    }

    /** A node counts alone until its Redis has taken a call of its own tenant. */
    private void untilCounted(URI node, String tenant) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        do {
            assertThat(System.nanoTime()).isLessThan(deadline);
            HttpRequest call = request(node, "key-of-node-" + tenant, QUESTION.replace("chatty/m", "echo/echo-fast"));
            assertThat(CLIENT.send(call, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        } while (!isCounted(tenant));
    }

    private boolean isCounted(String tenant) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("KEYS throughline:limits:{" + tenant + "}*\r\n").getBytes(UTF_8));
            String found = new String(socket.getInputStream().readNBytes(2), UTF_8);
            assertThat(found).startsWith("*");
            return !found.equals("*0");
        }
    }

    private static HttpRequest request(URI uri, String key, String body) {
        return HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("x-api-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private Process node() throws IOException {
        Files.writeString(directory.resolve("throughline.yaml"), yaml);
        return CommandProcess.start(directory, "serve", "--port", "0");
    }
}
