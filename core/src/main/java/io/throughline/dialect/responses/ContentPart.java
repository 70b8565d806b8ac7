package io.throughline.dialect.responses;

import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message's content or of a reasoning's summary.
 *
 * @param type the provider's name of it
 * @param kind what block it is; null where it is none of ours
 * @param text its text
 * @param annotations where its annotations are
 * @param logprobs where its tokens' probabilities are
 */
record ContentPart(
        String type,
        @Nullable Kind kind,
        @Nullable String text,
        @Nullable ByteRange annotations,
        @Nullable ByteRange logprobs) {
    static ContentPart read(byte[] data, ByteRange place) throws IOException {
        String type = "";
        String text = null;
        ByteRange annotations = null;
        ByteRange logprobs = null;
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "type" -> type = in.isText() ? String.valueOf(in.text()) : type;
                    case "text", "refusal" -> text = in.nonEmptyText();
                    case "annotations" -> annotations = in.place();
                    case "logprobs" -> logprobs = in.place();
                    default -> {}
                }
            }
        }
        return new ContentPart(type, kindOf(type), text, annotations, logprobs);
    }

    private static @Nullable Kind kindOf(String type) {
        return switch (type) {
            case "output_text", "text" -> new Kind.Text();
            case "refusal" -> new Kind.Refusal();
            default -> null;
        };
    }
}
