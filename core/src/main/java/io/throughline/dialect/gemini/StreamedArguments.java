package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.TextNode;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a call's arguments on as their pieces come. A piece is a value, or more of a string, at a path into the arguments; pieces come in the order
 * of the text that they make. Source: Vertex, "Streaming function call arguments".
 */
final class StreamedArguments {
    private final List<OpenContainer> open = new ArrayList<>();
    private boolean inString;

    /** Takes the pieces at a place and returns the JSON text that they add. */
    String add(byte[] data, ByteRange place) throws IOException, UnorderedArgumentsException {
        StringBuilder out = new StringBuilder();
        try (JsonReader in = JsonReader.over(data, place)) {
            if (in.array()) {
                while (in.element()) {
                    addPiece(in, out);
                }
            }
        }
        return out.toString();
    }

    /** Returns the text that makes what was told so far whole. */
    String end() {
        if (open.isEmpty()) {
            return "{}";
        }
        StringBuilder out = new StringBuilder();
        closeDownTo(0, out);
        open.clear();
        return out.append('}').toString();
    }

    private void addPiece(JsonReader in, StringBuilder out) throws IOException, UnorderedArgumentsException {
        if (!in.object()) {
            return;
        }
        String path = null;
        String value = null;
        String text = null;
        boolean goesOn = false;
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "jsonPath" -> path = in.text();
                case "stringValue" -> text = in.text();
                // numbers that JSON does not have come as strings
                case "numberValue", "boolValue" ->
                    value = in.isText() ? JsonText.of(TextNode.valueOf(in.text())) : in.scalar();
                case "nullValue" -> value = "null";
                case "willContinue" -> goesOn = "true".equals(in.scalar());
                default -> {}
            }
        }
        if (path == null || (text == null && value == null)) {
            return;
        }
        goTo(ArgumentPath.segments(path), text != null, out);
        if (text == null) {
            out.append(value);
            return;
        }
        out.append(escaped(text));
        inString = goesOn;
        if (!goesOn) {
            out.append('"');
        }
    }

    /** Writes what stands between the last piece and the value at a path; of a string its opening quote as well. */
    private void goTo(List<Object> path, boolean isText, StringBuilder out) throws UnorderedArgumentsException {
        int last = path.size() - 1;
        int shared = 0;
        while (shared < last && shared < open.size() - 1 && path.get(shared).equals(open.get(shared).current)) {
            shared++;
        }
        boolean sameLeaf =
                shared == last && last == open.size() - 1 && path.get(last).equals(open.get(last).current);
        if (sameLeaf && inString && isText) {
            return;
        }
        if (open.isEmpty()) {
            openContainer(path.get(0), out);
        } else {
            closeDownTo(shared, out);
        }
        for (int depth = shared; depth <= last; depth++) {
            if (depth > shared) {
                openContainer(path.get(depth), out);
            }
            open.get(depth).goOn(path.get(depth), out);
        }
        if (isText) {
            out.append('"');
        }
    }

    private void openContainer(Object firstInside, StringBuilder out) {
        OpenContainer container = new OpenContainer(firstInside instanceof Integer);
        open.add(container);
        out.append(container.isArray ? '[' : '{');
    }

    /** Closes what is open, but for the outermost containers up to the one of an index. */
    private void closeDownTo(int index, StringBuilder out) {
        if (inString) {
            out.append('"');
            inString = false;
        }
        while (open.size() > index + 1) {
            out.append(open.remove(open.size() - 1).isArray ? ']' : '}');
        }
    }

    private static String escaped(String text) {
        String quoted = JsonText.of(TextNode.valueOf(text));
        return quoted.substring(1, quoted.length() - 1);
    }

    /** An object or array that is being written. */
    private static final class OpenContainer {
        private final boolean isArray;
        private final Set<Object> names = new HashSet<>();
        private @Nullable Object current;

        private OpenContainer(boolean isArray) {
            this.isArray = isArray;
        }

        private void goOn(Object segment, StringBuilder out) throws UnorderedArgumentsException {
            boolean fits = segment instanceof Integer index ? isArray && index == names.size() : !isArray;
            if (!fits || !names.add(segment)) {
                throw new UnorderedArgumentsException();
            }
            if (names.size() > 1) {
                out.append(',');
            }
            if (segment instanceof String name) {
                out.append(JsonText.of(TextNode.valueOf(name))).append(':');
            }
            current = segment;
        }
    }
}
