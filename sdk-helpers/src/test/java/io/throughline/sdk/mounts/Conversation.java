package io.throughline.sdk.mounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an application asks of a model, and what the provider answers.
 *
 * @param path the endpoint below {@code /v1}
 * @param request the body, as the application sends it
 * @param answer what the provider does; new for each call
 */
record Conversation(String name, String path, String request, int status, Supplier<Script> answer) {
    private static final int MOST_RECORDED = 40;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PATHS = Map.of(
            "openai-chat", "/chat/completions",
            "openai-responses", "/responses",
            "anthropic-messages", "/messages");

    /** Errors that say nothing about the provider's health, which would keep it from the calls that follow. */
    private static final Set<Integer> STATUSES = Set.of(200, 400, 422);

    /** Returns some recorded ones of all kinds; none where there are no recordings. */
    static List<Conversation> recorded() {
        List<Conversation> all = RecordedCase.of(PATHS.keySet()).stream()
                .filter(recorded -> STATUSES.contains(recorded.status()))
                .flatMap(Conversation::of)
                .toList();
        int step = Math.max(1, all.size() / MOST_RECORDED);
        return IntStream.range(0, all.size())
                .filter(i -> i % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    private static Stream<Conversation> of(RecordedCase recorded) {
        return recorded.request().map(Conversation::text).filter(Conversation::namesModel).stream()
                .map(request -> new Conversation(
                        recorded.id(),
                        PATHS.get(recorded.dialect()),
                        request,
                        recorded.status(),
                        () -> script(recorded)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static boolean namesModel(String request) {
        return json(request).path("model").isTextual();
    }

    private static Script script(RecordedCase recorded) {
        Script script = Script.status(recorded.status());
        for (Map.Entry<String, String> header : recorded.headers().entrySet()) {
            script = script.header(header.getKey(), header.getValue());
        }
        script = script.chunked();
        for (byte[] piece : recorded.pieces()) {
            script = script.write(piece);
        }
        return script;
    }

    boolean ofAnthropic() {
        return path.equals("/messages");
    }

    boolean streamed() {
        return json(request).path("stream").asBoolean();
    }

    String model() {
        return json(request).path("model").textValue();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
