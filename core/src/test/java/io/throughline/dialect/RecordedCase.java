package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.registry.Dialects;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One recorded answer of a provider, read where the recordings are there. */
record RecordedCase(String id, String provider, String dialectName, boolean streamed, int status, Path folder) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_EVENT = 4 * 1024 * 1024;

    /** Returns every case of a dialect that we read; none where there are no recordings. */
    static List<RecordedCase> all() {
        Path root = Path.of(System.getProperty("throughline.fixtures", "none"));
        Path index = root.resolve("INDEX.jsonl");
        if (!Files.exists(index)) {
            return List.of();
        }
        List<RecordedCase> cases = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(index)) {
                JsonNode entry = JSON.readTree(line);
                if (Dialects.named(entry.get("dialect").asText()).isPresent()) {
                    cases.add(of(entry, root));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static RecordedCase of(JsonNode entry, Path root) {
        String id = entry.get("id").asText();
        return new RecordedCase(
                id,
                entry.get("provider").asText(),
                entry.get("dialect").asText(),
                entry.get("kind").asText().equals("sse"),
                entry.get("status").asInt(),
                root.resolve(id));
    }

    Dialect dialect() {
        return Dialects.named(dialectName).orElseThrow();
    }

    UsageConvention convention() {
        if (provider.equals("xai") && dialectName.equals("openai-chat")) {
            return UsageConvention.REASONING_BESIDE_OUTPUT;
        }
        return provider.equals("mistral") ? UsageConvention.AUDIO_BESIDE_INPUT : UsageConvention.STANDARD;
    }

    byte[] body() {
        try {
            return Files.readAllBytes(folder.resolve(streamed ? "response.sse" : "response.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<JsonNode> expected() {
        Path file = folder.resolve("expected.json");
        try {
            return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer answer() {
        byte[] body = body();
        return streamed ? stream(body, body.length) : dialect().read(status, body, convention());
    }

    /** Reads the body as a stream in two pieces. */
    Answer stream(byte[] body, int cut) {
        StreamReader reader = dialect().stream(convention());
        SseReader events = new SseReader(MAX_EVENT, reader::event);
        events.feed(ByteBuffer.wrap(body, 0, cut));
        events.feed(ByteBuffer.wrap(body, cut, body.length - cut));
        events.finish();
        return reader.answer();
    }

    @Override
    public String toString() {
        return id;
    }
}
