package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes JSON Schema out of Gemini's older schemas, which are a part of OpenAPI 3.0 with types in upper case and numbers in quotes. */
final class OpenApiSchema {
    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private OpenApiSchema() {}

    static JsonNode toJsonSchema(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        boolean nullable = schema.path("nullable").asBoolean(false);
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            put(out, field.getKey(), field.getValue(), nullable);
        }
        if (nullable && out.has("anyOf")) {
            out.withArray("anyOf").addObject().put("type", "null");
        }
        return out;
    }

    private static void put(ObjectNode out, String name, JsonNode value, boolean nullable) {
        if (value.isNull()) {
            return;
        }
        switch (name) {
            case "nullable", "propertyOrdering", "property_ordering" -> {}
            case "type" -> putType(out, value, nullable);
            case "items", "additionalProperties" -> out.set(name, toJsonSchema(value));
            case "anyOf", "any_of", "prefixItems" ->
                putAll(out.putArray(name.equals("any_of") ? "anyOf" : name), value);
            case "properties" -> {
                ObjectNode properties = out.putObject(name);
                value.properties().forEach(field -> properties.set(field.getKey(), toJsonSchema(field.getValue())));
            }
            case "enum" -> putEnum(out, value, nullable);
            case "format" -> {
                // what Gemini demands beside an enum says nothing elsewhere
                if (!value.asText().equals("enum")) {
                    out.set(name, value);
                }
            }
            default -> out.set(name, COUNTS.contains(name) ? count(value) : value);
        }
    }

    private static void putType(ObjectNode out, JsonNode type, boolean nullable) {
        if (!type.isTextual()) {
            out.set("type", type);
            return;
        }
        String word = type.asText().toLowerCase(Locale.ROOT);
        if (word.equals("type_unspecified")) {
            return;
        }
        if (nullable) {
            out.putArray("type").add(word).add("null");
        } else {
            out.put("type", word);
        }
    }

    private static void putEnum(ObjectNode out, JsonNode values, boolean nullable) {
        ArrayNode all = out.putArray("enum");
        values.forEach(all::add);
        if (nullable) {
            all.addNull();
        }
    }

    private static void putAll(ArrayNode out, JsonNode schemas) {
        schemas.forEach(schema -> out.add(toJsonSchema(schema)));
    }

    /** Protocol buffers write integers of 64 bits as strings. */
    private static JsonNode count(JsonNode value) {
        boolean digits = value.isTextual() && value.asText().matches("\\d{1,18}");
        return digits ? JsonNodeFactory.instance.numberNode(Long.parseLong(value.asText())) : value;
    }
}
