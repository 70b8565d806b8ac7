package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Makes up a value that follows a JSON schema: the required properties first, the first value of an enum, arrays of one, strings from the
 * user's words. It knows {@code $ref}, {@code const}, {@code enum}, {@code default}, {@code anyOf}, {@code oneOf}, {@code allOf}, types,
 * lengths, bounds and the common formats; {@code pattern} it does not. For one value and one thread.
 */
final class SchemaSample {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;
    private static final int MOST_VALUES = 2000;

    private final JsonNode root;
    private final Words words;
    private final int optionalDepth;
    private int values;

    private SchemaSample(JsonNode root, Words words, int optionalDepth) {
        this.root = root;
        this.words = words;
        this.optionalDepth = optionalDepth;
    }

    /** Returns a value that has the optional properties too, of the outer three levels. */
    static JsonNode full(JsonNode schema, Words words) {
        return new SchemaSample(schema, words, 3).value(schema, 0);
    }

    /** Returns a value that has the required properties alone. */
    static JsonNode minimal(JsonNode schema, Words words) {
        return new SchemaSample(schema, words, 0).value(schema, 0);
    }

    private JsonNode value(JsonNode declared, int depth) {
        JsonNode schema = resolved(declared);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (!schema.path("enum").isEmpty()) {
            return schema.get("enum").get(0);
        }
        if (schema.has("default") && depth > 0) {
            return schema.get("default");
        }
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            return NullNode.getInstance();
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> NODES.numberNode((long) Math.ceil(number(schema)));
            case "number" -> NODES.numberNode(number(schema));
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NullNode.getInstance();
            default -> NODES.textNode(string(schema));
        };
    }

    private JsonNode object(JsonNode schema, int depth) {
        Set<String> names = new LinkedHashSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        if (depth < optionalDepth) {
            schema.path("properties").fieldNames().forEachRemaining(names::add);
        }
        ObjectNode object = NODES.objectNode();
        for (String name : names) {
            object.set(name, value(schema.path("properties").path(name), depth + 1));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        JsonNode prefix = schema.path("prefixItems");
        prefix.forEach(item -> array.add(value(item, depth + 1)));
        long size = Math.min(Math.max(schema.path("minItems").asLong(1), 1), 32);
        size = Math.min(size, schema.path("maxItems").asLong(size));
        while (prefix.isEmpty() && array.size() < size) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private static double number(JsonNode schema) {
        double multiple = schema.path("multipleOf").asDouble(1);
        double step = multiple > 0 ? multiple : 1;
        if (schema.has("minimum")) {
            return Math.ceil(schema.get("minimum").asDouble() / step) * step;
        }
        if (schema.has("exclusiveMinimum")) {
            return Math.floor(schema.get("exclusiveMinimum").asDouble() / step) * step + step;
        }
        if (schema.has("exclusiveMaximum")) {
            return Math.min(step, Math.ceil(schema.get("exclusiveMaximum").asDouble() / step) * step - step);
        }
        return Math.min(step, Math.floor(schema.path("maximum").asDouble(step) / step) * step);
    }

    private String string(JsonNode schema) {
        String text = switch (schema.path("format").asText()) {
            case "date-time" -> "2026-01-01T12:00:00Z";
            case "date" -> "2026-01-01";
            case "time" -> "12:00:00Z";
            case "duration" -> "PT1H";
            case "email" -> "user@example.com";
            case "uri" -> "https://example.com/";
            case "hostname" -> "example.com";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            default -> words.next();
        };
        int least = schema.path("minLength").asInt(0);
        if (text.length() < least) {
            text += "x".repeat(Math.min(least, 4096) - text.length());
        }
        return text.substring(
                0, Math.min(text.length(), schema.path("maxLength").asInt(text.length())));
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
            return "null";
        }
        if (type.isTextual()) {
            return type.asText();
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private JsonNode resolved(JsonNode declared) {
        JsonNode schema = declared;
        for (int i = 0; i < DEEPEST; i++) {
            if (schema.path("$ref").asText().startsWith("#")) {
                schema = root.at(schema.get("$ref").asText().substring(1));
            } else if (!schema.path("anyOf").isEmpty()) {
                schema = firstOf(schema.get("anyOf"));
            } else if (!schema.path("oneOf").isEmpty()) {
                schema = firstOf(schema.get("oneOf"));
            } else if (!schema.path("allOf").isEmpty()) {
                schema = merged(schema);
            } else {
                return schema;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode firstOf(JsonNode alternatives) {
        for (JsonNode alternative : alternatives) {
            if (!alternative.path("type").asText().equals("null")) {
                return alternative;
            }
        }
        return alternatives.get(0);
    }

    private JsonNode merged(JsonNode schema) {
        ObjectNode whole = NODES.objectNode();
        schema.properties().stream()
                .filter(field -> !field.getKey().equals("allOf"))
                .forEach(field -> whole.set(field.getKey(), field.getValue()));
        for (JsonNode part : schema.get("allOf")) {
            for (var field : resolved(part).properties()) {
                JsonNode before = whole.path(field.getKey());
                if (before instanceof ObjectNode object && field.getValue() instanceof ObjectNode more) {
                    whole.set(field.getKey(), object.deepCopy().setAll(more));
                } else if (before instanceof ArrayNode array && field.getValue() instanceof ArrayNode more) {
                    whole.set(field.getKey(), array.deepCopy().addAll(more));
                } else {
                    whole.set(field.getKey(), field.getValue());
                }
            }
        }
        return whole;
    }
}
