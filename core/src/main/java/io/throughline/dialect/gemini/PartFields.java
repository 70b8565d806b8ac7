package io.throughline.dialect.gemini;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a part of an answer holds: one of several kinds of content, and what goes with each. */
final class PartFields {
    @Nullable
    String text;

    boolean thought;

    @Nullable
    String signature;

    @Nullable
    CallFields call;

    /** The name of a field whose content is of no kind known here. */
    @Nullable
    String otherField;

    @Nullable
    ByteRange other;

    private PartFields() {}

    static PartFields read(JsonReader in) throws IOException {
        PartFields part = new PartFields();
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                part.take(field, in);
            }
        }
        return part;
    }

    boolean hasContent() {
        return other != null || signature != null || (text != null && !text.isEmpty());
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "text" -> text = in.text();
            case "thought" -> thought = "true".equals(in.scalar());
            case "thoughtSignature" -> signature = in.nonEmptyText();
            case "functionCall" -> call = in.isObject() ? CallFields.read(in) : null;
            default -> {
                if (in.isObject() && (other == null || !field.endsWith("Metadata"))) {
                    otherField = field;
                    other = in.place();
                }
            }
        }
    }
}
