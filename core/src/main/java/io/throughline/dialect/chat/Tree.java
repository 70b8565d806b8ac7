package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.throughline.wire.JsonText;
import java.io.IOException;

/** Trees of JSON texts that are kept as text. */
final class Tree {
    private Tree() {}

    /** Returns an object without fields. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the tree of a JSON text; of what is none, a string. */
    static JsonNode of(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            return TextNode.valueOf(json);
        }
    }
}
