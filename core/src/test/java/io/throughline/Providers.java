package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A handler over a transport in memory: providers {@code a} and {@code b}, told apart by their hosts, and what each was sent. */
final class Providers implements AutoCloseable {
    static final String GOOD =
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Throughline throughline;
    private final Function<String, CompletionStage<ProxyResponse>> answers;
    final List<String> sent = new CopyOnWriteArrayList<>();

    /**
     * Makes one.
     *
     * @param directory for the records
     * @param yaml the configuration but for the providers
     * @param answers what a provider answers, by its name
     */
    Providers(Path directory, String yaml, Function<String, CompletionStage<ProxyResponse>> answers) {
        this.directory = directory;
        this.answers = answers;
        String providers = """
                providers:
                  a: {dialect: openai, base-url: "https://a.example/v1"}
                  b: {dialect: openai, base-url: "https://b.example/v1"}
                telemetry: {jsonl: {path: records.jsonl}}
                """;
        throughline = Throughline.create(ThroughlineConfig.parse(providers + yaml, "test.yaml", Map.of(), directory));
    }

    CompletableFuture<ProxyResponse> begin(String path, String body, Attributes attributes) {
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create(path),
                Headers.of("Content-Type", "application/json"),
                Body.of(body.getBytes(UTF_8)),
                attributes);
        return throughline.handle(request, this::send).toCompletableFuture();
    }

    /** Makes a call of a model, whole. */
    ProxyResponse call(String model) throws Exception {
        return begin("/v1/chat/completions", "{\"model\":\"" + model + "\",\"messages\":[]}", Attributes.none())
                .get(10, TimeUnit.SECONDS);
    }

    JsonNode explained(String model) throws Exception {
        ProxyResponse answer = begin(
                        "/v1/explain", "{\"request\":{\"model\":\"" + model + "\",\"messages\":[]}}", Attributes.none())
                .get(10, TimeUnit.SECONDS);
        return JSON.readTree(answer.body().inputStream().readAllBytes());
    }

    /** Ends the handler and returns what it recorded. */
    List<JsonNode> records() throws IOException {
        throughline.close(Duration.ofSeconds(5));
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            records.add(JSON.readTree(line));
        }
        return records;
    }

    /** Returns a record's attempts, each as {@code target status error}. */
    static List<String> attempts(JsonNode record) {
        List<String> attempts = new ArrayList<>();
        record.path("attempts")
                .forEach(attempt -> attempts.add(attempt.path("target").asText() + " "
                        + attempt.path("status").asText("-") + " "
                        + attempt.path("error_class").asText("ok")));
        return attempts;
    }

    static CompletionStage<ProxyResponse> good() {
        return CompletableFuture.completedStage(answer(200, GOOD));
    }

    static CompletionStage<ProxyResponse> status(int status) {
        return CompletableFuture.completedStage(answer(status, "{\"error\":{\"message\":\"m\"}}"));
    }

    static ProxyResponse answer(int status, String body) {
        return new ProxyResponse(status, Headers.of("Content-Type", "application/json"), Body.of(body.getBytes(UTF_8)));
    }

    @Override
    public void close() {
        throughline.close();
    }

    private CompletionStage<ProxyResponse> send(ProxyRequest request) {
        String provider = request.target().getHost().substring(0, 1);
        sent.add(provider);
        return answers.apply(provider);
    }
}
