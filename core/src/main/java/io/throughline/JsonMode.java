package io.throughline;

import io.throughline.wire.ByteSearch;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Whether a request asks for an answer in JSON: one invisible character behind it, and the client's parser fails. */
final class JsonMode {
    /** What no request for JSON lacks, in any dialect, each a JSON string's beginning; most requests hold none of these words, and are not read further. */
    private static final List<byte[]> HINTS = List.of(
            bytes("\"json_object"),
            bytes("\"json_schema"),
            bytes("\"output_format"),
            bytes("\"responseMimeType"),
            bytes("\"response_mime_type"),
            bytes("\"responseSchema"),
            bytes("\"response_schema"),
            bytes("\"responseJsonSchema"),
            bytes("\"grammar\""));

    /** The top-level fields in which it is asked for. */
    private static final Set<String> FIELDS = Set.of(
            "response_format", "text", "output_format", "output_config", "generationConfig", "generation_config");

    private JsonMode() {}

    /** Returns whether {@code body} asks for JSON. */
    static boolean isOn(byte[] body) {
        if (!isHinted(body)) {
            return false;
        }
        try (JsonReader in = JsonReader.over(body)) {
            if (!in.object()) {
                return false;
            }
            String field;
            while ((field = in.field()) != null) {
                if (FIELDS.contains(field)
                        && (field.equals("output_format") || isHinted(in.raw().getBytes(StandardCharsets.UTF_8)))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isHinted(byte[] body) {
        for (int at = ByteSearch.indexOf(body, '"', 0); at >= 0; at = ByteSearch.indexOf(body, '"', at + 1)) {
            if (isHint(body, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHint(byte[] body, int at) {
        for (byte[] hint : HINTS) {
            if (at + hint.length <= body.length && Arrays.equals(body, at, at + hint.length, hint, 0, hint.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
