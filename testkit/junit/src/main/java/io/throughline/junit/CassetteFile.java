package io.throughline.junit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Headers;
import io.throughline.wire.CanonicalJson;
import io.throughline.wire.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A cassette as JSON lines, for people to read and compare: first which providers there were, then for each call a line of its request, one of its
 * response's head, one for each chunk, and one that says how it ended.
 *
 * @param providers the names of the providers that were configured
 * @param interactions the calls, in the order in which they were made
 */
record CassetteFile(List<String> providers, List<Interaction> interactions) {
    private static final int VERSION = 1;

    CassetteFile {
        providers = List.copyOf(providers);
        interactions = List.copyOf(interactions);
    }

    /** Returns what a file holds. */
    static CassetteFile read(Path file) {
        List<String> providers = new ArrayList<>();
        List<Interaction> interactions = new ArrayList<>();
        int number = 0;
        try {
            Draft draft = new Draft();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                JsonNode entry = JsonText.parse(line);
                if (number == 1) {
                    check(entry.path("cassette").asInt() == VERSION, "it is no cassette of this version");
                    entry.path("providers").forEach(name -> providers.add(name.asText()));
                } else if (draft.takes(entry)) {
                    interactions.add(draft.made());
                    draft = new Draft();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The cassette " + file + " can't be read, line " + number + ": " + e.getMessage(), e);
        }
        return new CassetteFile(providers, interactions);
    }

    /** Writes this to a file. */
    void write(Path file) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        line(lines, out -> {
            out.writeNumberField("cassette", VERSION);
            out.writeArrayFieldStart("providers");
            for (String name : providers) {
                out.writeString(name);
            }
            out.writeEndArray();
        });
        interactions.forEach(interaction -> write(interaction, lines));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Interaction call, ByteArrayOutputStream lines) {
        line(lines, out -> {
            out.writeStringField("request", call.request().toString());
            out.writeFieldName("body");
            out.writeRawValue(call.request().body());
        });
        line(lines, out -> {
            out.writeNumberField("response", call.status());
            out.writeObjectFieldStart("headers");
            for (String name : call.headers().names()) {
                out.writeStringField(name, call.headers().first(name).orElseThrow());
            }
            out.writeEndObject();
        });
        for (byte[] chunk : call.chunks()) {
            line(lines, out -> writeChunk(chunk, out));
        }
        line(lines, out -> out.writeStringField("end", call.end().name().toLowerCase(Locale.ROOT)));
    }

    private static void writeChunk(byte[] chunk, JsonGenerator out) throws IOException {
        try {
            out.writeStringField(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(chunk))
                            .toString());
        } catch (CharacterCodingException e) {
            out.writeStringField("base64", Base64.getEncoder().encodeToString(chunk));
        }
    }

    private static void line(ByteArrayOutputStream lines, JsonText.Content fields) {
        lines.writeBytes(JsonText.bytes(out -> {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        }));
        lines.write('\n');
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** A call, read line by line. */
    private static final class Draft {
        private final Collection<byte[]> chunks = new ArrayList<>();
        private RequestKey request = new RequestKey("", "", "null");
        private int status;
        private Headers headers = Headers.none();
        private Interaction.End end = Interaction.End.COMPLETE;

        /** Takes a line; returns whether it was the last. */
        boolean takes(JsonNode line) {
            if (line.has("request")) {
                String[] target = line.path("request").asText().split(" ", 2);
                check(target.length == 2, "\"request\" needs a method and a path");
                request = new RequestKey(target[0], target[1], CanonicalJson.of(line.path("body")));
            } else if (line.has("response")) {
                status = line.path("response").asInt();
                Headers.Builder fields = Headers.builder();
                line.path("headers")
                        .properties()
                        .forEach(field ->
                                fields.add(field.getKey(), field.getValue().asText()));
                headers = fields.build();
            } else if (line.has("text")) {
                chunks.add(line.path("text").asText().getBytes(StandardCharsets.UTF_8));
            } else if (line.has("base64")) {
                chunks.add(Base64.getDecoder().decode(line.path("base64").asText()));
            } else {
                check(line.has("end"), "\"request\", \"response\", \"text\", \"base64\" or \"end\" is needed");
                check(status > 0 && !request.path().isEmpty(), "an \"end\" without a \"request\" and a \"response\"");
                end = Interaction.End.valueOf(line.path("end").asText().toUpperCase(Locale.ROOT));
                return true;
            }
            return false;
        }

        Interaction made() {
            return new Interaction(request, status, headers, List.copyOf(chunks), end);
        }
    }
}
