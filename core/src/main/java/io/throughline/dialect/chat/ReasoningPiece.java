package io.throughline.dialect.chat;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code reasoning_details}, or what is new of one.
 *
 * @param index the provider's number of the block it is of, or {@link #NO_INDEX}
 * @param text what is new of the visible reasoning
 * @param signature what is new of the signature
 * @param encrypted the form that only the issuer can read
 */
record ReasoningPiece(
        long index,
        @Nullable String text,
        @Nullable String signature,
        @Nullable String encrypted) {
    static final long NO_INDEX = -1;

    static List<ReasoningPiece> readAll(byte[] data, ByteRange place) throws IOException {
        List<ReasoningPiece> pieces = new ArrayList<>(1);
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    pieces.add(read(in));
                }
            }
        }
        return pieces;
    }

    private static ReasoningPiece read(JsonReader in) throws IOException {
        long index = NO_INDEX;
        String text = null;
        String signature = null;
        String encrypted = null;
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "index" -> index = in.integer(NO_INDEX);
                    case "text", "summary" -> text = in.nonEmptyText();
                    case "signature" -> signature = in.nonEmptyText();
                    case "data" -> encrypted = in.nonEmptyText();
                    default -> {}
                }
            }
        }
        return new ReasoningPiece(index, text, signature, encrypted);
    }
}
