package io.throughline.record;

import io.throughline.Headers;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a caller says of a call in words of its own, for the record.
 *
 * @param tags {@code X-Throughline-Tags}; aliases may choose by them
 * @param metadata {@code X-Throughline-Metadata}: the text of a JSON object, as it came
 */
public record Labels(Map<String, String> tags, Optional<String> metadata) {
    private static final String TAGS = "X-Throughline-Tags";
    private static final String METADATA = "X-Throughline-Metadata";
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:/ -]{1,128}");
    private static final int MOST_TAGS = 32;
    private static final int MOST_METADATA = 4096;
    private static final Labels NONE = new Labels(Map.of(), Optional.empty());

    /** Returns what a caller says that says nothing. */
    public static Labels none() {
        return NONE;
    }

    /**
     * Reads what a request's header fields say.
     *
     * @throws RefusedException where one of them is out of form; it names the field
     */
    public static Labels in(Headers headers) {
        List<String> tags = headers.all(TAGS);
        List<String> metadata = headers.all(METADATA);
        return tags.isEmpty() && metadata.isEmpty() ? NONE : new Labels(tags(tags), metadata(metadata));
    }

    /** Returns these without what may hold content. */
    Labels withoutContent() {
        return metadata.isEmpty() ? this : new Labels(tags, Optional.empty());
    }

    private static Map<String, String> tags(List<String> values) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String value : values) {
            for (String pair : value.split(",", -1)) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length != 2
                        || !TAG.matcher(parts[0]).matches()
                        || !TAG.matcher(parts[1]).matches()) {
                    throw refusal(TAGS, "must be k=v,k=v of characters A-Z a-z 0-9 . _ : / - and blanks");
                }
                tags.put(parts[0], parts[1]);
            }
        }
        if (tags.size() > MOST_TAGS) {
            throw refusal(TAGS, "may hold " + MOST_TAGS + " tags at the most");
        }
        return tags;
    }

    /** Other characters than ASCII's come out of each server in another way: JSON can tell them without. */
    private static Optional<String> metadata(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.get(0).strip();
        boolean fits = values.size() == 1
                && value.length() <= MOST_METADATA
                && value.chars().allMatch(character -> character < 0x80)
                && isObject(value);
        if (!fits) {
            throw refusal(
                    METADATA,
                    "must be one JSON object of " + MOST_METADATA
                            + " bytes at the most, all of them ASCII: other characters as \\u and four digits");
        }
        return Optional.of(value);
    }

    private static boolean isObject(String json) {
        try (JsonReader in = JsonReader.over(json.getBytes(StandardCharsets.US_ASCII))) {
            boolean object = in.isObject();
            in.end();
            return object;
        } catch (IOException e) {
            return false;
        }
    }

    private static RefusedException refusal(String header, String problem) {
        return new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, header + " " + problem)
                .at(header));
    }
}
