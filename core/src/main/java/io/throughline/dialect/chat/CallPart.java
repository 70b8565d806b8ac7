package io.throughline.dialect.chat;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A tool call, or what is new of one.
 *
 * @param index the provider's number of the call, or {@link #NO_INDEX}
 * @param id the call's id; empty where there is none
 * @param name the tool; empty where it was told before
 * @param arguments what is new of the arguments; empty where nothing is
 * @param signature Gemini's signature of the call, in the place that Google gives it here; empty where there is none
 */
record CallPart(long index, String id, String name, String arguments, String signature) {
    static final long NO_INDEX = -1;

    /** Reads an element of {@code tool_calls}: a function's call, or a custom tool's, whose input is any text. */
    static CallPart read(JsonReader in) throws IOException {
        long index = NO_INDEX;
        String id = "";
        String signature = "";
        CallPart function = null;
        in.object();
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "index" -> index = in.integer(NO_INDEX);
                case "id" -> id = orEmpty(in.scalar());
                case "function", "custom" -> function = in.isObject() ? readLegacy(in) : function;
                case "extra_content" -> signature = readSignature(in);
                default -> {}
            }
        }
        return function == null
                ? new CallPart(index, id, "", "", signature)
                : new CallPart(index, id, function.name, function.arguments, signature);
    }

    /** Reads the object {@code function_call} of the time before tools, which is also what stands in a tool call. */
    static CallPart readLegacy(JsonReader in) throws IOException {
        String name = "";
        String arguments = "";
        in.object();
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "name" -> name = orEmpty(in.text());
                case "arguments", "input" -> arguments = readArguments(in);
                default -> {}
            }
        }
        return new CallPart(NO_INDEX, "", name, arguments, "");
    }

    /** Reads {@code google.thought_signature}. */
    private static String readSignature(JsonReader in) throws IOException {
        String signature = "";
        if (!in.object()) {
            return signature;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("google")) {
                signature = readSignature(in);
            } else if (field.equals("thought_signature")) {
                signature = orEmpty(in.text());
            }
        }
        return signature;
    }

    /** A string that holds JSON; with some servers the JSON itself. */
    private static String readArguments(JsonReader in) throws IOException {
        String text = in.text();
        if (text != null) {
            return text;
        }
        return in.isNull() ? "" : in.raw();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
