package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes out of a JSON Schema what Gemini does not take: a constant becomes an enumeration of one, bounds and formats it does not know go to the
 * description, and what only tells about the schema goes.
 */
final class SchemaCleaner {
    private SchemaCleaner() {}

    /** Returns the schema of a tool's arguments; empty where there are none. What is no object's schema is refused. */
    static Optional<ObjectNode> parameters(String schema, String path) {
        JsonNode tree = parsed(schema, path);
        JsonNode type = tree.path("type");
        boolean isObject = type.isMissingNode() || type.asText().equals("object") || contains(type, "object");
        if (!isObject) {
            throw new JsonAt(path, tree).wrong("the schema of an object");
        }
        boolean empty = tree.path("properties").isEmpty() && !hasOtherContent(tree);
        return empty ? Optional.empty() : Optional.of(clean((ObjectNode) tree));
    }

    /** Returns the schema of an answer. */
    static ObjectNode answer(String schema, String path) {
        return clean((ObjectNode) parsed(schema, path));
    }

    private static JsonNode parsed(String schema, String path) {
        try {
            JsonNode tree = JsonText.parse(schema);
            if (tree.isObject()) {
                return tree;
            }
            throw new JsonAt(path, tree).wrong("an object");
        } catch (IOException e) {
            throw new JsonAt(path, JsonNodeFactory.instance.nullNode()).wrong("JSON");
        }
    }

    private static boolean hasOtherContent(JsonNode schema) {
        return List.of("anyOf", "oneOf", "allOf", "$ref", "patternProperties").stream()
                        .anyMatch(schema::has)
                || schema.path("additionalProperties").isObject();
    }

    private static boolean contains(JsonNode array, String word) {
        for (JsonNode element : array) {
            if (element.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode clean(ObjectNode schema) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        List<String> said = new ArrayList<>();
        boolean isText = schema.path("type").asText().equals("string");
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "$schema", "title", "examples", "example", "discriminator", "$comment" -> {}
                case "const" -> {
                    if (!schema.has("enum")) {
                        out.putArray("enum").add(value);
                    }
                    putTypeOf(out, schema, value);
                }
                case "exclusiveMinimum", "exclusiveMaximum" -> said.add(name + ": " + JsonText.of(value));
                case "format" -> {
                    if (isText) {
                        said.add("format: " + value.asText());
                    } else {
                        out.set(name, value);
                    }
                }
                case "properties", "$defs", "definitions", "patternProperties" -> putEach(out.putObject(name), value);
                default -> out.set(name, cleaned(value, name));
            }
        }
        describe(out, said);
        return out;
    }

    private static JsonNode cleaned(JsonNode value, String name) {
        return switch (name) {
            case "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames" ->
                value instanceof ObjectNode schema ? clean(schema) : value;
            case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                value.forEach(one -> all.add(one instanceof ObjectNode schema ? clean(schema) : one));
                yield all;
            }
            default -> value;
        };
    }

    private static void putEach(ObjectNode out, JsonNode schemas) {
        schemas.properties()
                .forEach(one -> out.set(
                        one.getKey(), one.getValue() instanceof ObjectNode schema ? clean(schema) : one.getValue()));
    }

    private static void putTypeOf(ObjectNode out, ObjectNode schema, JsonNode constant) {
        if (schema.has("type")) {
            return;
        }
        switch (constant.getNodeType()) {
            case STRING -> out.put("type", "string");
            case BOOLEAN -> out.put("type", "boolean");
            case NUMBER -> out.put("type", constant.isIntegralNumber() ? "integer" : "number");
            default -> {}
        }
    }

    private static void describe(ObjectNode out, List<String> said) {
        if (!said.isEmpty()) {
            String more = String.join(", ", said);
            JsonNode known = out.path("description");
            out.put("description", known.isTextual() ? known.asText() + " (" + more + ")" : more);
        }
    }
}
