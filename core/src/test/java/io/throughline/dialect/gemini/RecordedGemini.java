package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One recorded call of Gemini, read where the recordings are there. */
record RecordedGemini(Path folder) {
    static final ObjectMapper JSON = new ObjectMapper();

    static List<RecordedGemini> all() {
        Path root = Path.of(System.getProperty("throughline.fixtures", "none"));
        List<RecordedGemini> cases = new ArrayList<>();
        for (String place : List.of(
                "gemini/generateContent",
                "gemini/streamGenerateContent",
                "vertex/generateContent",
                "vertex/streamGenerateContent")) {
            cases.addAll(in(root.resolve(place)));
        }
        return cases;
    }

    private static List<RecordedGemini> in(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(place)) {
            return folders.sorted().map(RecordedGemini::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return folder.getParent().getFileName() + "/" + folder.getFileName();
    }

    Optional<JsonNode> json(String file) {
        return bytes(file).map(bytes -> {
            try {
                return JSON.readTree(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Optional<byte[]> bytes(String file) {
        try {
            return Files.exists(folder.resolve(file))
                    ? Optional.of(Files.readAllBytes(folder.resolve(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int status() {
        return json("meta.json").orElseThrow().path("status").asInt(200);
    }

    /** Tells what the recorded answer consists of. */
    void decode(StreamEvent.Sink sink) {
        GeminiDecoder decoder = new GeminiDecoder(sink);
        SseReader events = new SseReader(1 << 24, (name, data) -> decode(decoder, data));
        bytes("response.json").ifPresent(whole -> decode(decoder, whole));
        bytes("response.sse").ifPresent(stream -> events.feed(ByteBuffer.wrap(stream)));
        events.finish();
    }

    private static void decode(GeminiDecoder decoder, byte[] data) {
        try {
            decoder.decode(null, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer answer() {
        GeminiDialect dialect = new GeminiDialect();
        Optional<byte[]> whole = bytes("response.json");
        if (whole.isPresent()) {
            return dialect.read(status(), whole.get(), UsageConvention.STANDARD);
        }
        StreamReader reader = AssembledStream.of(GeminiDecoder::new);
        SseReader events = new SseReader(1 << 24, reader::event);
        events.feed(ByteBuffer.wrap(bytes("response.sse").orElseThrow()));
        events.finish();
        return reader.answer();
    }
}
