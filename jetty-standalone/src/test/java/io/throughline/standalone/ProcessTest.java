package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a process: its exit codes, its demo, and its end by SIGTERM in the middle of a stream. */
class ProcessTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void sigtermLetsAStreamEndAndKeepsItsRecord() throws Exception {
        Process server = CommandProcess.start(directory, "serve", "--port", "0");
        URI uri;
        try (BufferedReader out = server.inputReader(UTF_8)) {
            uri = CommandProcess.address(out);
            CompletableFuture<HttpResponse<String>> stream = CLIENT.sendAsync(
                    HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
                            .header("X-Trace-ID", "drained")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"model\":\"echo/echo\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                                            + "\"content\":\"[[echo tokens=40 pace=50ms]]\"}]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            awaitActive(uri);

            server.destroy();

            assertThat(stream.get(20, TimeUnit.SECONDS).body())
                    .contains("\"finish_reason\":\"stop\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
        }
        Process again = CommandProcess.start(directory, "serve", "--port", "0");
        try (BufferedReader out = again.inputReader(UTF_8)) {
            HttpResponse<String> trace = get(CommandProcess.address(out).resolve("/v1/traces/drained"));
            assertThat(trace.body()).contains("\"outcome\":\"completed\"");
        } finally {
            again.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutAStoreItServesAndWritesNothing() throws Exception {
        Files.writeString(directory.resolve("throughline.yaml"), "telemetry: {store: false}\n");
        Process server = CommandProcess.start(directory, "serve", "--port", "0");
        try (BufferedReader out = server.inputReader(UTF_8)) {
            URI uri = CommandProcess.address(out);
            HttpRequest call = HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                    .build();
            assertThat(CLIENT.send(call, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(get(uri.resolve("/readyz")).body()).contains("\"sinks\":[]");
            HttpResponse<String> traces = get(uri.resolve("/v1/traces"));
            assertThat(traces.statusCode()).isEqualTo(404);
            assertThat(traces.body()).contains("telemetry.store");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("throughline.yaml"));
        }
    }

    @Test
    void theDemoShowsATraceOfThreeAgents() throws Exception {
        Process demo = CommandProcess.start(directory, "demo", "--once", "--port", "0");
        String said = new String(demo.getInputStream().readAllBytes(), UTF_8);
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
        assertThat(said)
                .containsSubsequence(
                        "Trace ",
                        "planner",
                        "scout",
                        "calls get_weather{\"city\":\"Lisbon\"}",
                        "scout",
                        "writer",
                        "anthropic-messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help                     | 0 | Usage",
                "--version                  | 0 | throughline",
                "check                      | 0 | fine",
                "check --config absent.yaml | 3 | absent.yaml",
                "check --config bad.yaml    | 3 | did you mean",
                "serve --config bad.yaml    | 3 | bad.yaml:1",
                "serve --bogus              | 2 | bogus",
                "bogus                      | 2 | bogus",
                "serve --host 0.0.0.0       | 1 | anyone",
                "serve --host 256.1.1.1     | 1 | 256.1.1.1"
            })
    void exitCodes(String arguments, int code, String said) throws Exception {
        Files.writeString(directory.resolve("bad.yaml"), "server: {prot: 8080}\n");
        Process process = CommandProcess.start(directory, arguments.strip().split(" "));
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(words).contains(said);
        assertThat(process.exitValue()).isEqualTo(code);
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        try (RunningServer other = RunningServer.withEchoOnly()) {
            Process process = CommandProcess.start(
                    directory, "serve", "--port", Integer.toString(other.uri().getPort()));
            String words = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(words.strip().lines().filter(line -> line.startsWith("throughline:")))
                    .hasSize(1);
        }
    }

    private static void awaitActive(URI uri) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            if (get(uri.resolve("/metrics")).body().contains("throughline_calls_active 1.0")) {
                return;
            }
        }
        throw new AssertionError("no call is under way");
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
