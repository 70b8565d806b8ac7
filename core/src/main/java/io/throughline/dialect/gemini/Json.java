package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;

/** JSON text that clients and models wrote, as trees. */
final class Json {
    private static final String RAW = "__raw";

    private Json() {}

    /** Returns the tree of a request's JSON. */
    static JsonNode tree(String json, String path) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            throw Losses.refused(path, path + " must be JSON");
        }
    }

    /** Returns arguments as an object: none where nothing was said, and what is no object whole in a field of its own. */
    static ObjectNode arguments(String text) {
        return arguments(text, () -> {});
    }

    /** Returns the object, and says by {@code noObject} that the text is none. */
    static ObjectNode arguments(String text, Runnable noObject) {
        String stripped = text.strip();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (stripped.isEmpty() || stripped.equals("null")) {
            return object;
        }
        try {
            if (JsonText.parse(text) instanceof ObjectNode arguments) {
                return arguments;
            }
        } catch (IOException e) {
            // told as text, below
        }
        noObject.run();
        return object.put(RAW, text);
    }
}
