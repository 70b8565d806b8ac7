package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The content blocks of Anthropic's answers, as they stand in whole ones and as streams open them. */
final class MessageBlocks {
    private static final Set<String> NATIVE =
            Set.of("server_tool_use", "mcp_tool_use", "mcp_tool_result", "container_upload", "compaction", "fallback");

    private MessageBlocks() {}

    static ObjectNode text(String text) {
        return block("text").put("text", text);
    }

    static ObjectNode thinking(String text, String signature) {
        return block("thinking").put("thinking", text).put("signature", signature);
    }

    static ObjectNode redacted(String data) {
        return block("redacted_thinking").put("data", data);
    }

    static ObjectNode toolUse(String id, String name, ObjectNode input) {
        ObjectNode block = block("tool_use").put("id", id).put("name", name);
        block.set("input", input);
        return block;
    }

    /** Returns an opaque piece that is one of Anthropic's own blocks; empty where it is none. */
    static Optional<ObjectNode> ofAnthropic(String type, String json) {
        if (!NATIVE.contains(type) && !type.endsWith("_tool_result")) {
            return Optional.empty();
        }
        try {
            JsonNode piece = JsonText.parse(json);
            boolean block = piece.isObject() && piece.path("type").asText().equals(type);
            return block && hasItsId(type, piece) ? Optional.of((ObjectNode) piece) : Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Other providers have pieces of the same names, with ids of other names: no client of Anthropic's could read them. */
    private static boolean hasItsId(String type, JsonNode piece) {
        if (type.endsWith("_tool_use")) {
            return piece.path("id").isTextual();
        }
        return !type.endsWith("_tool_result") || piece.path("tool_use_id").isTextual();
    }

    private static ObjectNode block(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
