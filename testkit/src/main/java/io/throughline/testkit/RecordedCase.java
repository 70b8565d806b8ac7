package io.throughline.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One recorded exchange with a provider. The recordings stand beside the project where there are any, in the directory that the system
 * property {@code throughline.fixtures} names; they are no part of it.
 */
public final class RecordedCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final JsonNode meta;

    private RecordedCase(Path directory) {
        this.directory = directory;
        this.meta = json(directory.resolve("meta.json"));
    }

    /** Returns whether there are recordings here. */
    public static boolean available() {
        return Files.isRegularFile(root().resolve("INDEX.jsonl"));
    }

    /** Returns the recordings of some dialects, in order of their ids; none where there are no recordings. */
    public static List<RecordedCase> of(Set<String> dialects) {
        if (!available()) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(root().resolve("INDEX.jsonl"))) {
            return lines.map(RecordedCase::parsed)
                    .filter(line -> dialects.contains(line.path("dialect").asText()))
                    .map(line -> new RecordedCase(root().resolve(line.path("id").asText())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the recording of a name, where it is here. */
    public static Optional<RecordedCase> named(String id) {
        Path directory = root().resolve(id);
        return Files.isRegularFile(directory.resolve("meta.json"))
                ? Optional.of(new RecordedCase(directory))
                : Optional.empty();
    }

    /** Returns the recording's name. */
    public String id() {
        return meta.path("id").asText();
    }

    /** Returns the provider's name. */
    public String provider() {
        return meta.path("provider").asText();
    }

    /** Returns the dialect's name. */
    public String dialect() {
        return meta.path("dialect").asText();
    }

    /** Returns the response's status. */
    public int status() {
        return meta.path("response").path("status").asInt(meta.path("status").asInt(200));
    }

    /** Returns whether the response was a stream of events, in any framing. */
    public boolean streamed() {
        return !meta.path("kind").asText().equals("json");
    }

    /** Returns the response's header fields, without those of the connection and the length. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        meta.path("response").path("headers").properties().forEach(field -> {
            if (!Set.of("transfer-encoding", "content-length", "connection")
                    .contains(field.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(field.getKey(), field.getValue().asText());
            }
        });
        headers.putIfAbsent(
                "content-type",
                switch (meta.path("kind").asText()) {
                    case "sse" -> "text/event-stream";
                    case "ndjson" -> "application/x-ndjson";
                    case "eventstream" -> "application/vnd.amazon.eventstream";
                    default -> "application/json";
                });
        return headers;
    }

    /** Returns the request's body, where it was recorded. */
    public Optional<byte[]> request() {
        Path file = directory.resolve("request.json");
        return Files.isRegularFile(file) ? Optional.of(bytes(file)) : Optional.empty();
    }

    /** Returns the response's body. */
    public byte[] response() {
        return switch (meta.path("kind").asText()) {
            case "sse" -> bytes(directory.resolve("response.sse"));
            case "ndjson" -> bytes(directory.resolve("response.ndjson"));
            case "eventstream" -> Base64.getMimeDecoder().decode(bytes(directory.resolve("response.eventstream.b64")));
            default -> bytes(directory.resolve("response.json"));
        };
    }

    /** Returns the response's body in the pieces in which it came, where they were recorded; else event by event. */
    public List<byte[]> pieces() {
        byte[] whole = response();
        Path lengths = directory.resolve("response.chunk_lengths.json");
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        if (Files.isRegularFile(lengths)) {
            for (JsonNode length : json(lengths)) {
                pieces.add(java.util.Arrays.copyOfRange(whole, at, at + length.asInt()));
                at += length.asInt();
            }
        } else if (meta.path("kind").asText().equals("sse")) {
            for (int i = 1; i < whole.length; i++) {
                boolean blankLine = whole[i] == '\n'
                        && (whole[i - 1] == '\n' || (i > 2 && whole[i - 1] == '\r' && whole[i - 2] == '\n'));
                if (blankLine) {
                    pieces.add(java.util.Arrays.copyOfRange(whole, at, i + 1));
                    at = i + 1;
                }
            }
        }
        if (at < whole.length) {
            pieces.add(java.util.Arrays.copyOfRange(whole, at, whole.length));
        }
        return pieces;
    }

    /** Returns what an independent decoder read out of the response, where there is such a reading. */
    public Optional<JsonNode> expected() {
        Path file = directory.resolve("expected.json");
        return Files.isRegularFile(file) ? Optional.of(json(file)) : Optional.empty();
    }

    @Override
    public String toString() {
        return id();
    }

    private static Path root() {
        return Path.of(System.getProperty("throughline.fixtures", "no-recordings-here"));
    }

    private static JsonNode json(Path file) {
        return parsed(new String(bytes(file), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
