package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Condition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** A process that ends while Redis is away leaves nothing behind but what the next one hands over, in order. */
class EndWithoutRedisTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String CALL =
            "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    /** Records have ten seconds at the end: who takes so long has waited for a Redis that is away. */
    private static final Duration WAITED = Duration.ofSeconds(9);

    @TempDir
    private Path directory;

    private int port;

    @BeforeEach
    void configure() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(
                directory.resolve("throughline.yaml"),
                "telemetry: {store: {path: data}, redis: {uri: 'redis://127.0.0.1:" + port + "'}}\n");
    }

    @Test
    void sigtermLosesNothing() throws Exception {
        theNextHandsOver(callsOfAProcessThatIsTold());
    }

    @Test
    void norDoesItWhereRedisTakesConnectionsAndHangs() throws Exception {
        List<String> ids;
        try (ServerSocket hanging = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(hanging.isBound()).isTrue();
            ids = callsOfAProcessThatIsTold();
        }
        theNextHandsOver(ids);
    }

    private List<String> callsOfAProcessThatIsTold() throws Exception {
        Process node = CommandProcess.start(directory, "serve", "--port", "0");
        try (BufferedReader out = node.inputReader(UTF_8)) {
            List<String> ids = calls(CommandProcess.address(out), 5);
            long told = System.nanoTime();
            node.toHandle().destroy(); // unlike the process itself, it leaves the output open
            String said = out.lines().collect(Collectors.joining("\n"));
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(WAITED);
            assertThat(node.exitValue()).isEqualTo(143);
            assertThat(said)
                    .containsPattern("5 records wait in .* for the next process")
                    .doesNotContain("did not close cleanly", "lost");
            return ids;
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void neitherDoesAKillOnceTheyWereFlushed() throws Exception {
        Process node = CommandProcess.start(directory, "serve", "--port", "0");
        List<String> ids;
        try (BufferedReader out = node.inputReader(UTF_8)) {
            ids = calls(CommandProcess.address(out), 5);
            Condition.await("all on disk", () -> spooled().containsAll(ids));
        } finally {
            node.destroyForcibly().waitFor();
        }
        theNextHandsOver(ids);
    }

    private void theNextHandsOver(List<String> ids) throws Exception {
        RedisServer redis = new RedisServer(port);
        redis.start();
        Process node = CommandProcess.start(directory, "serve", "--port", "0");
        try (BufferedReader out = node.inputReader(UTF_8)) {
            URI uri = CommandProcess.address(out);
            Condition.await("handed over", () -> streamed().size() >= ids.size());
            List<String> more = calls(uri, 1);
            Condition.await("and on", () -> streamed().size() > ids.size());
            List<String> all = new ArrayList<>(ids);
            all.addAll(more);
            assertThat(streamed()).isEqualTo(all);
            Condition.await("nothing is left", () -> spooled().isEmpty());
        } finally {
            node.destroyForcibly().waitFor();
            redis.stop();
        }
    }

    /** Returns the ids of the calls in the stream. */
    private List<String> streamed() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("XRANGE throughline:events - +\r\nQUIT\r\n".getBytes(UTF_8));
            return ids(new String(socket.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> spooled() {
        Path spool = directory.resolve("data/spool");
        if (!Files.exists(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(spool)) {
            List<String> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                found.addAll(ids(Files.readString(file)));
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            return List.of("a file went away meanwhile");
        }
    }

    private static List<String> ids(String records) {
        return records.lines()
                .filter(line -> line.startsWith("{\"type\":\"call\""))
                .flatMap(line -> ID.matcher(line).results().limit(1))
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> calls(URI uri, int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(CALL))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            ids.add(answer.headers().firstValue("X-Throughline-Call-Id").orElseThrow());
        }
        return ids;
    }
}
