package io.throughline.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.wire.CanonicalJson;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code POST /v1/agents/init} tells of an agent: {@code {"agentName":…, "metadata":{"systemPrompt":…, "tools":[…], …}}}.
 *
 * @param name the agent's name
 * @param metadata all that was told of it, canonical JSON
 */
public record AgentDefinition(String name, String metadata) {
    static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");
    private static final List<String> SCHEMAS = List.of("inputSchema", "outputSchema");

    /**
     * Reads a request's body.
     *
     * @throws RefusedException naming the field that is wrong
     */
    public static AgentDefinition read(byte[] body) {
        JsonNode root;
        try {
            root = JsonText.parse(body);
        } catch (IOException e) {
            throw refused("", "The body must be one JSON object: {\"agentName\": …, \"metadata\": {…}}");
        }
        if (!root.isObject()) {
            throw refused("", "The body must be one JSON object: {\"agentName\": …, \"metadata\": {…}}");
        }
        JsonNode name = root.path("agentName");
        if (!name.isTextual() || !NAME.matcher(name.textValue()).matches()) {
            throw refused("agentName", "agentName must be 1 to 255 characters, none of them a control character");
        }
        JsonNode metadata = root.path("metadata");
        if (metadata.isMissingNode() || metadata.isNull()) {
            return new AgentDefinition(name.textValue(), "{}");
        }
        if (!(metadata instanceof ObjectNode object)) {
            throw refused("metadata", "metadata must be an object");
        }
        return new AgentDefinition(name.textValue(), CanonicalJson.of(checked(object)));
    }

    /** Returns the version's hash. */
    public String versionHash() {
        byte[] hash = NamedId.sha256().digest(metadata.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    private static ObjectNode checked(ObjectNode metadata) {
        JsonNode prompt = metadata.path("systemPrompt");
        if (!prompt.isMissingNode() && !prompt.isNull() && !prompt.isTextual()) {
            throw refused("metadata.systemPrompt", "metadata.systemPrompt must be a string");
        }
        JsonNode tools = metadata.path("tools");
        if (tools.isMissingNode() || tools.isNull()) {
            return metadata;
        }
        if (!tools.isArray()) {
            throw refused("metadata.tools", "metadata.tools must be an array");
        }
        for (int i = 0; i < tools.size(); i++) {
            String path = "metadata.tools[" + i + "]";
            if (!(tools.get(i) instanceof ObjectNode tool)) {
                throw refused(path, path + " must be an object");
            }
            if (!tool.path("name").isTextual() || tool.path("name").textValue().isBlank()) {
                throw refused(path + ".name", path + ".name must be a string that is not empty");
            }
            SCHEMAS.forEach(schema -> unfold(tool, schema));
        }
        return metadata;
    }

    /** Some clients send a schema as an object, some as its text: it is the same schema, and the same version. */
    private static void unfold(ObjectNode tool, String schema) {
        JsonNode told = tool.path(schema);
        if (told.isTextual()) {
            try {
                JsonNode tree = JsonText.parse(told.textValue());
                if (tree.isObject()) {
                    tool.set(schema, tree);
                }
            } catch (IOException e) {
                // a text that is no JSON is kept as the text it is
            }
        }
    }

    private static RefusedException refused(String field, String message) {
        ModelError error = ModelError.of(ModelError.Kind.INVALID_REQUEST, message);
        return new RefusedException(field.isEmpty() ? error : error.at(field));
    }
}
