package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;

/** A tool call's arguments as the object that Anthropic wants, out of the text that other dialects have. */
final class ToolInput {
    /** Holds, as text, arguments that are no object: cut off, or malformed. */
    static final String RAW = "__raw";

    private ToolInput() {}

    static ObjectNode of(String arguments) {
        return of(arguments, () -> {});
    }

    /** Returns the object, and says by {@code noObject} that the text is none. */
    static ObjectNode of(String arguments, Runnable noObject) {
        if (isNothing(arguments)) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode input = JsonText.parse(arguments);
            if (input instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException noJson) {
            // told as text, below
        }
        noObject.run();
        return JsonNodeFactory.instance.objectNode().put(RAW, arguments);
    }

    /** Returns whether the text stands for no arguments; some providers write {@code null} for those. */
    static boolean isNothing(String arguments) {
        return arguments.isBlank() || arguments.strip().equals("null");
    }
}
