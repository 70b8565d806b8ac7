package io.throughline.record;

import io.throughline.wire.JsonReader;
import java.nio.charset.StandardCharsets;

/**
 * A request's body as it is kept.
 *
 * @param bytes its bytes, in UTF-8; nobody changes them
 * @param isJson whether it was read to its end and is one JSON value, so that it can stand in a record as it is; else that is still to be found out
 */
@SuppressWarnings("ArrayRecordComponent") // written, compared by no one
public record RequestText(byte[] bytes, boolean isJson) {
    /** Returns a text of which nobody knows yet what it is. */
    public static RequestText of(String text) {
        return new RequestText(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Returns how many bytes there are. */
    public int length() {
        return bytes.length;
    }

    /** Returns where the text begins, after a byte order mark. */
    int start() {
        return JsonReader.startOf(bytes);
    }

    /** Returns the text. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
