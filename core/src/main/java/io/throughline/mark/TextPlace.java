package io.throughline.mark;

import io.throughline.wire.ByteRange;
import org.jspecify.annotations.Nullable;

/** Where the text of a Chat message ends: it is a string, or a list of parts with text in some of them. */
final class TextPlace {
    private TextPlace() {}

    /** Passes over the value and returns the place of its last text, without quotes; null where there is none. */
    static @Nullable ByteRange of(JsonCursor json) throws Malformed {
        if (!json.array()) {
            return json.text();
        }
        ByteRange last = null;
        while (json.element()) {
            if (json.object()) {
                while (json.field()) {
                    ByteRange text = json.named("text") ? json.text() : null;
                    last = text == null ? last : text;
                }
            }
        }
        return last;
    }
}
