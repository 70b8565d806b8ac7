package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A block that is coming. */
final class OpenBlock {
    /** How much of a result is kept, in characters. */
    private static final long MOST_OF_RESULT = 4L * 1024 * 1024;

    private final int number;
    private final Kind kind;
    private boolean hasInput;
    /** The result of a tool that AWS ran, to be told when all of it is there. */
    private @Nullable ObjectNode result;

    private long kept;

    OpenBlock(int number, Kind kind) {
        this.number = number;
        this.kind = kind;
    }

    int number() {
        return number;
    }

    Kind kind() {
        return kind;
    }

    void takeInput(String json) {
        hasInput |= !json.isBlank();
    }

    /** Returns whether it is a tool's call whose arguments never came. */
    boolean lacksInput() {
        return kind instanceof Kind.ToolCall && !hasInput;
    }

    void keepResult(ObjectNode begun) {
        result = begun;
    }

    void takeResult(JsonNode pieces) {
        if (result == null) {
            return;
        }
        for (JsonNode piece : pieces) {
            kept += JsonText.of(piece).length();
            if (kept <= MOST_OF_RESULT) {
                result.withArray("content").add(piece);
            }
        }
    }

    Optional<JsonNode> result() {
        return Optional.ofNullable(result);
    }
}
