package io.throughline.dialect;

import io.throughline.wire.JsonSplicer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One block of an answer that is coming. */
final class BlockDraft {
    private static final String INPUT = "input";

    private final StreamEvent.Kind kind;
    /** All of the text where it came in one piece, as that of a whole answer does. */
    private String piece = "";
    /** All of the text where it came in several. */
    private @Nullable StringBuilder pieces;

    private @Nullable StringBuilder signature;
    private @Nullable String encrypted;
    private @Nullable String opaque;

    BlockDraft(StreamEvent.Kind kind) {
        this.kind = kind;
    }

    void text(String more) {
        StringBuilder begun = pieces;
        if (begun != null) {
            begun.append(more);
        } else if (piece.isEmpty()) {
            piece = more;
        } else {
            pieces = new StringBuilder(2 * (piece.length() + more.length()))
                    .append(piece)
                    .append(more);
            piece = "";
        }
    }

    private CharSequence text() {
        StringBuilder several = pieces;
        return several == null ? piece : several;
    }

    void signature(String more) {
        StringBuilder begun = signature;
        if (begun == null) {
            begun = new StringBuilder(more.length());
            signature = begun;
        }
        begun.append(more);
    }

    void encrypted(String data) {
        encrypted = data;
    }

    void opaque(String json) {
        opaque = json;
    }

    Block toBlock() {
        if (kind instanceof StreamEvent.Kind.Text) {
            return new Block.Text(wellFormed(text()));
        } else if (kind instanceof StreamEvent.Kind.Reasoning) {
            return new Block.Reasoning(
                    wellFormed(text()),
                    Optional.ofNullable(signature).map(BlockDraft::wellFormed),
                    Optional.ofNullable(encrypted));
        } else if (kind instanceof StreamEvent.Kind.Refusal) {
            return new Block.Refusal(wellFormed(text()));
        } else if (kind instanceof StreamEvent.Kind.ToolCall call) {
            return new Block.ToolCall(wellFormed(call.id()), wellFormed(call.name()), wellFormed(text()));
        } else if (kind instanceof StreamEvent.Kind.Opaque part) {
            return new Block.Opaque(part.type(), json(part));
        }
        throw new AssertionError("a block of an unknown kind");
    }

    private String json(StreamEvent.Kind.Opaque part) {
        if (opaque != null) {
            return opaque;
        }
        String input = text().toString();
        return input.isEmpty() ? part.json() : JsonSplicer.withField(part.json(), INPUT, input);
    }

    /** A surrogate without its other half, which JSON's escapes allow and UTF-8 does not, becomes U+FFFD. */
    private static String wellFormed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLone(text, i)) {
                return text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text.toString();
    }

    private static boolean isLone(CharSequence text, int at) {
        char unit = text.charAt(at);
        if (Character.isHighSurrogate(unit)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(unit) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
