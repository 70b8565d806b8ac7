package io.throughline.dialect.responses;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The fields of a streamed event that matter. They come in any order; of the large ones only the place is kept. */
final class ResponseEvent {
    String type = "";
    int outputIndex;
    int contentIndex;

    @Nullable
    String delta;
    /** The whole of what the deltas were: a text, a refusal, arguments or an input. */
    @Nullable
    String text;

    @Nullable
    ByteRange item;

    @Nullable
    ByteRange annotation;

    @Nullable
    ByteRange logprobs;

    @Nullable
    ByteRange response;

    private ResponseEvent() {}

    static ResponseEvent read(@Nullable String name, byte[] data) throws IOException {
        ResponseEvent event = new ResponseEvent();
        event.type = name == null ? "" : name;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                event.take(field, in);
            }
        }
        return event;
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "type" -> type = in.isText() ? String.valueOf(in.text()) : type;
            case "output_index" -> outputIndex = (int) in.integer(0);
            case "content_index" -> contentIndex = (int) in.integer(0);
            case "delta" -> delta = in.nonEmptyText();
            case "text", "refusal", "arguments", "input" -> text = in.nonEmptyText();
            case "item" -> item = in.isObject() ? in.place() : null;
            case "annotation" -> annotation = in.isObject() ? in.place() : null;
            case "logprobs" -> logprobs = in.place();
            case "response" -> response = in.isObject() ? in.place() : null;
            default -> {}
        }
    }
}
