package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;

/** Trees of JSON that a request is made of. */
final class Tree {
    private Tree() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the tree of what a reader took out of a tree. */
    static JsonNode of(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            throw new AssertionError("a conversation holds JSON alone", e);
        }
    }
}
