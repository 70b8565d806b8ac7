package io.throughline.dialect.messages;

import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A content block as it stands in a message, or as a stream opens it.
 *
 * @param kind what it is; the tools that the provider runs itself are opaque
 * @param text text or thoughts
 * @param signature what the issuer wants back with thoughts
 * @param encrypted thoughts that only the issuer can read
 * @param input a tool call's input as JSON text
 * @param citations what a text is based on, each as JSON text
 */
record ContentBlock(
        Kind kind,
        @Nullable String text,
        @Nullable String signature,
        @Nullable String encrypted,
        String input,
        List<String> citations) {

    static ContentBlock read(byte[] data, ByteRange place) throws IOException {
        String type = "";
        String id = "";
        String name = "";
        String input = "{}";
        String text = null;
        String signature = null;
        String encrypted = null;
        List<String> citations = List.of();
        try (JsonReader in = JsonReader.over(data, place)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "type" -> type = orEmpty(in.text());
                    case "id" -> id = orEmpty(in.text());
                    case "name" -> name = orEmpty(in.text());
                    case "input" -> input = in.isNull() ? input : in.raw();
                    case "text", "thinking" -> text = in.nonEmptyText();
                    case "signature" -> signature = in.nonEmptyText();
                    case "data" -> encrypted = in.nonEmptyText();
                    case "citations" -> citations = elements(in);
                    default -> {}
                }
            }
        }
        return switch (type) {
            case "text" -> new ContentBlock(new Kind.Text(), text, null, null, input, citations);
            case "thinking" -> new ContentBlock(new Kind.Reasoning(), text, signature, null, input, List.of());
            case "redacted_thinking" -> new ContentBlock(new Kind.Reasoning(), null, null, encrypted, input, List.of());
            case "tool_use" -> new ContentBlock(new Kind.ToolCall(id, name), null, null, null, input, List.of());
            default -> new ContentBlock(new Kind.Opaque(type, json(data, place)), null, null, null, input, List.of());
        };
    }

    private static List<String> elements(JsonReader in) throws IOException {
        List<String> elements = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                elements.add(in.raw());
            }
        }
        return elements;
    }

    private static String json(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            return in.raw();
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
