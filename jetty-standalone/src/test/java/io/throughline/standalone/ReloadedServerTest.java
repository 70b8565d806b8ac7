package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process takes in what changes in its file, tells what is wrong with it, and reads it at SIGHUP. */
class ReloadedServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void changesOfTheFileAreTakenInWithoutARestart() throws Exception {
        Path file = Files.writeString(directory.resolve("throughline.yaml"), "server: {port: 0}\n");
        Process server = CommandProcess.start(directory, "serve", "--config", file.toString());
        try (BufferedReader out = server.inputReader(UTF_8)) {
            URI uri = CommandProcess.address(out);
            assertThat(call(uri, "smart")).isEqualTo(404);

            Files.writeString(file, "server: {port: 0}\naliases:\n  smart: {targtes: [echo/echo]}\n");
            JsonNode refused =
                    await(uri, config -> config.path("status").asText().equals("refused"));
            assertThat(refused.path("problems").asInt()).isPositive();
            assertThat(line(out, "targtes")).contains("throughline.yaml:3: aliases.smart.targtes", "\"targets\"");
            assertThat(call(uri, "echo/echo")).isEqualTo(200);

            Files.writeString(file, "server: {port: 1}\naliases:\n  smart: {targets: [echo/echo]}\n");
            JsonNode taken = await(uri, config -> config.path("status").asText().equals("taken"));
            assertThat(taken.path("needs_restart").path(0).asText()).isEqualTo("server.port");
            assertThat(call(uri, "smart")).isEqualTo(200);

            Files.writeString(file, "server: {port: 1}\naliases:\n  smart: {targtes: [echo/echo]}\n");
            JsonNode again = await(uri, config -> config.path("status").asText().equals("refused"));
            assertThat(again.path("needs_restart").path(0).asText()).isEqualTo("server.port");
        } finally {
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** It is read although it has not changed. */
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGHUP, and no kill to send it with")
    @Test
    void theFileIsReadAtSighup() throws Exception {
        assumeFalse(isHangupIgnored(), "SIGHUP is ignored here, as under nohup, and a JVM leaves it at that");
        Path file = Files.writeString(directory.resolve("throughline.yaml"), "server: {port: 0}\n");
        Process server = CommandProcess.start(directory, "serve", "--config", file.toString());
        try (BufferedReader out = server.inputReader(UTF_8)) {
            URI uri = CommandProcess.address(out);
            JsonNode before = await(uri, config -> true);
            hangUp(server);
            JsonNode after = await(uri, config -> !config.path("at").equals(before.path("at")));
            assertThat(after.path("status").asText()).isEqualTo("taken");
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void keysComeAndGoWithoutARestart() throws Exception {
        Path file = Files.writeString(directory.resolve("throughline.yaml"), keys("first"));
        Process server = CommandProcess.start(directory, "serve", "--config", file.toString());
        try (BufferedReader out = server.inputReader(UTF_8)) {
            URI uri = CommandProcess.address(out);
            assertThat(callAs(uri, "first")).isEqualTo(200);
            assertThat(callAs(uri, "second")).isEqualTo(401);

            Files.writeString(file, keys("first", "second"));
            JsonNode added = await(uri, config -> config.path("status").asText().equals("taken"));
            assertThat(callAs(uri, "second")).isEqualTo(200);
            assertThat(callAs(uri, "first")).isEqualTo(200);

            Files.writeString(file, keys("second"));
            await(uri, config -> !config.path("at").equals(added.path("at")));
            assertThat(callAs(uri, "first")).isEqualTo(401);
            assertThat(callAs(uri, "second")).isEqualTo(200);
        } finally {
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static String keys(String... names) {
        return Stream.of(names)
                .map(name -> "  - {name: " + name + ", key: " + key(name) + ", tenant: acme}\n")
                .collect(Collectors.joining("", "server: {port: 0}\nkeys:\n", ""));
    }

    private static String key(String name) {
        return "the-key-that-is-called-" + name;
    }

    private static String line(BufferedReader out, String part) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new IOException("no line with " + part);
    }

    private static int callAs(URI uri, String name) throws Exception {
        return call(uri, "echo/echo", key(name));
    }

    private static int call(URI uri, String model) throws Exception {
        return call(uri, model, "none");
    }

    private static int call(URI uri, String model, String key) throws Exception {
        return CLIENT.send(
                        HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
                                .header("Authorization", "Bearer " + key)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model
                                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Waits for what {@code /readyz} tells of the configuration. */
    private static JsonNode await(URI uri, Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            HttpResponse<String> ready = CLIENT.send(
                    HttpRequest.newBuilder(uri.resolve("/readyz")).build(), HttpResponse.BodyHandlers.ofString());
            JsonNode config = JSON.readTree(ready.body()).path("config");
            if (wanted.test(config)) {
                return config;
            }
            assertThat(System.nanoTime()).as(ready.body()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** What is ignored here is ignored by the processes that are started, too. */
    private static boolean isHangupIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn:0");
        return Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) % 2 != 0;
    }

    private static void hangUp(Process server) throws Exception {
        List<String> kill = List.of("kill", "-HUP", Long.toString(server.pid()));
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
    }
}
