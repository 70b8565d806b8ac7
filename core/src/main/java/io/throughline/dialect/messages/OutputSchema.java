package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas in the form that Anthropic takes: tools' always of an object; answers' with {@code additionalProperties} refused in every object, and
 * limits that it does not enforce told to the model in descriptions instead.
 */
final class OutputSchema {
    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String DESCRIPTION = "description";
    private static final Set<String> UNENFORCED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");
    /** Keywords whose fields are schemas by name. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions", "patternProperties");
    /** Keywords whose value is taken as it is, whatever is in it. */
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples", "required");

    private OutputSchema() {}

    /** Returns the schema of a tool's arguments, with its root's type; null where the root is no object. */
    static @Nullable ObjectNode ofTool(String schema) {
        JsonNode root = parsed(schema);
        JsonNode type = root.path(TYPE);
        if (!root.isObject() || (type.isTextual() && !type.textValue().equals(OBJECT))) {
            return null;
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        if (!type.isTextual()) {
            typed.put(TYPE, OBJECT);
        }
        root.properties().stream()
                .filter(field -> type.isTextual() || !field.getKey().equals(TYPE))
                .forEach(field -> typed.set(field.getKey(), field.getValue()));
        return typed;
    }

    /** Returns the schema of a tool without arguments. */
    static ObjectNode empty() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put(TYPE, OBJECT);
        schema.putObject("properties");
        return schema;
    }

    /** Returns the schema of an answer. */
    static JsonNode ofAnswer(String schema) {
        return enforceable(parsed(schema));
    }

    private static JsonNode enforceable(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            schema.forEach(one -> all.add(enforceable(one)));
            return all;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        StringJoiner limits = new StringJoiner(", ", "(", ")").setEmptyValue("");
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            if (isUnenforced(name, field.getValue())) {
                limits.add(name + ": " + JsonText.of(field.getValue()));
            } else if (VALUES.contains(name)) {
                kept.set(name, field.getValue());
            } else {
                kept.set(name, NAMED.contains(name) ? named(field.getValue()) : enforceable(field.getValue()));
            }
        }
        describe(kept, limits.toString());
        close(kept);
        return kept;
    }

    private static JsonNode named(JsonNode schemas) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        schemas.properties().forEach(field -> all.set(field.getKey(), enforceable(field.getValue())));
        return all;
    }

    private static boolean isUnenforced(String name, JsonNode value) {
        return UNENFORCED.contains(name) || (name.equals("minItems") && value.asInt() > 1);
    }

    private static void describe(ObjectNode schema, String limits) {
        if (!limits.isEmpty()) {
            String told = schema.path(DESCRIPTION).asText("");
            schema.put(DESCRIPTION, told.isEmpty() ? limits : told + " " + limits);
        }
    }

    private static void close(ObjectNode schema) {
        boolean object = OBJECT.equals(schema.path(TYPE).textValue()) || schema.has("properties");
        if (object && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
    }

    private static JsonNode parsed(String schema) {
        try {
            return JsonText.parse(schema);
        } catch (IOException e) {
            throw new IllegalArgumentException("a conversation's schemas are JSON", e);
        }
    }
}
