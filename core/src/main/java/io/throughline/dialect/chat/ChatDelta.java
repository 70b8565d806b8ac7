package io.throughline.dialect.chat;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code delta} or {@code message} holds. Its fields come in any order, so they are taken in first and told afterwards. Of the rare and large
 * ones only the place is kept.
 */
final class ChatDelta {
    @Nullable
    String content;
    /** Mistral's content in parts. */
    @Nullable
    ByteRange contentParts;

    @Nullable
    String reasoning;
    /** OpenRouter's reasoning with signatures. */
    @Nullable
    ByteRange reasoningDetails;

    @Nullable
    String refusal;

    List<CallPart> calls = List.of();

    @Nullable
    ByteRange annotations;

    @Nullable
    ByteRange images;

    @Nullable
    ByteRange audio;

    private ChatDelta() {}

    static ChatDelta read(JsonReader in) throws IOException {
        ChatDelta delta = new ChatDelta();
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                delta.take(field, in);
            }
        }
        return delta;
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "content" -> {
                if (in.isText()) {
                    content = in.nonEmptyText();
                } else if (!in.isNull()) {
                    contentParts = in.place();
                }
            }
            // the same thoughts under two names, sometimes under both at once
            case "reasoning_content", "reasoning" -> reasoning = reasoning == null ? in.nonEmptyText() : reasoning;
            case "reasoning_details" -> reasoningDetails = placeOf(in);
            case "refusal" -> refusal = in.nonEmptyText();
            case "tool_calls" -> takeCalls(in);
            case "function_call" -> takeLegacyCall(in);
            case "annotations" -> annotations = placeOf(in);
            case "images" -> images = placeOf(in);
            case "audio" -> audio = placeOf(in);
            default -> {}
        }
    }

    private void takeCalls(JsonReader in) throws IOException {
        if (!in.array()) {
            return;
        }
        List<CallPart> told = new ArrayList<>(1);
        while (in.element()) {
            if (in.isObject()) {
                told.add(CallPart.read(in));
            }
        }
        calls = told;
    }

    private void takeLegacyCall(JsonReader in) throws IOException {
        if (in.isObject()) {
            calls = List.of(CallPart.readLegacy(in));
        }
    }

    private static @Nullable ByteRange placeOf(JsonReader in) throws IOException {
        return in.isNull() ? null : in.place();
    }
}
