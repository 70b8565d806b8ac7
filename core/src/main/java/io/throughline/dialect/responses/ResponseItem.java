package io.throughline.dialect.responses;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An item of a response's output as it stands there. Of its lists only the places are kept. */
final class ResponseItem {
    String type = "";
    String id = "";
    String callId = "";
    String name = "";
    /** A function's arguments, or a custom tool's input. */
    @Nullable
    String arguments;

    @Nullable
    String encrypted;

    @Nullable
    ByteRange content;

    @Nullable
    ByteRange summary;

    private ResponseItem() {}

    static ResponseItem read(byte[] data, ByteRange place) throws IOException {
        ResponseItem item = new ResponseItem();
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                item.take(field, in);
            }
        }
        return item;
    }

    boolean isToolCall() {
        return type.equals("function_call") || type.equals("custom_tool_call");
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "type" -> type = orEmpty(in.text());
            case "id" -> id = orEmpty(in.text());
            case "call_id" -> callId = orEmpty(in.text());
            case "name" -> name = orEmpty(in.text());
            case "arguments", "input" -> arguments = in.nonEmptyText();
            case "encrypted_content" -> encrypted = in.nonEmptyText();
            case "content" -> content = in.place();
            case "summary" -> summary = in.place();
            default -> {}
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
