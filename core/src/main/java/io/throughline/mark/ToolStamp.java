package io.throughline.mark;

import java.util.regex.Pattern;

/**
 * A field that each tool call's arguments gain.
 *
 * @param field its name: 1 to 64 characters of {@code [A-Za-z0-9_.-]}
 * @param id the trace's id
 */
public record ToolStamp(String field, String id) {
    /** The field's name where nobody sets another. */
    public static final String FIELD = "_throughline_trace_id";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** Checks that neither needs escapes in JSON. */
    public ToolStamp {
        requireName(field);
        if (!PackedId.isId(id)) {
            throw new IllegalArgumentException("an id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
    }

    /** Returns the name, or throws where it can't be a stamp's. */
    static String requireName(String field) {
        if (!NAME.matcher(field).matches()) {
            throw new IllegalArgumentException("a stamp's field must be 1 to 64 characters of A-Z a-z 0-9 _ . -");
        }
        return field;
    }

    /** Returns the member as it stands in an object. */
    String member() {
        return '"' + field + "\":\"" + id + '"';
    }

    /** Returns the member as it stands in an object's text within a JSON string. */
    String escaped() {
        return "\\\"" + field + "\\\":\\\"" + id + "\\\"";
    }
}
