package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A standalone server on a free port, with a store of its own that goes when it goes. */
final class RunningServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StandaloneServer server;
    private final Path directory;

    private RunningServer(StandaloneServer server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    static RunningServer withEchoOnly() {
        return with("");
    }

    /** Starts a server of this configuration, to which a free port and a store are added. */
    static RunningServer with(String yaml) {
        try {
            Path directory = Files.createTempDirectory("throughline-test");
            ThroughlineConfig config = ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory);
            ThroughlineConfig stored = ConfigOption.withStore(config, directory.resolve("store"));
            return new RunningServer(StandaloneServer.start(ConfigOption.at(stored, null, 0)), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return server.uri();
    }

    URI uri(String path) {
        return uri().resolve(path);
    }

    HttpResponse<byte[]> post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(request, headers);
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the record of the call that {@code response} answered. */
    JsonNode recordOf(HttpResponse<?> response) {
        return record(response.headers().firstValue("X-Throughline-Call-Id").orElseThrow());
    }

    JsonNode record(String callId) {
        return json(await("/v1/calls/" + callId, answer -> answer.statusCode() == 200));
    }

    /** Waits for a trace of at least so many calls. */
    JsonNode trace(String traceId, int calls) {
        return json(await(
                "/v1/traces/" + traceId,
                answer ->
                        answer.statusCode() == 200 && json(answer).path("data").size() >= calls));
    }

    HttpResponse<byte[]> await(String path, Predicate<HttpResponse<byte[]>> wanted, String... headers) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<byte[]> answer = get(path, headers);
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " gives " + answer.statusCode() + " " + new String(answer.body()));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        server.close(Duration.ofSeconds(2));
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
