package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A value of a request, with its path, by which a refusal names it.
 *
 * @param json the value; never null where it was read as a field or element
 * @param path such as {@code messages[2].content[0].source}
 */
record RequestValue(JsonNode json, String path) {
    /** Goes through the fields of an object, in their order; those that are null count as absent. */
    void fields(BiConsumer<String, RequestValue> taken) {
        if (!json.isObject()) {
            throw wrong("an object");
        }
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getValue().isNull()) {
                taken.accept(field.getKey(), child(field.getKey(), field.getValue()));
            }
        }
    }

    /** Returns the elements of an array. */
    List<RequestValue> elements() {
        if (!json.isArray()) {
            throw wrong("an array");
        }
        List<RequestValue> elements = new ArrayList<>(json.size());
        for (JsonNode element : json) {
            elements.add(new RequestValue(element, path + "[" + elements.size() + "]"));
        }
        return elements;
    }

    /** Returns a field of an object, where it is there and not null. */
    Optional<RequestValue> at(String field) {
        if (!json.isObject()) {
            throw wrong("an object");
        }
        return Optional.of(json.path(field))
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .map(value -> child(field, value));
    }

    /** Returns a field of an object that must be there. */
    RequestValue must(String field) {
        return at(field).orElseThrow(() -> {
            String missing = child(field, json).path();
            return Losses.refused(missing, missing + " is missing");
        });
    }

    /** Returns a string field of an object; empty where it is absent. */
    Optional<String> textAt(String field) {
        return at(field).map(RequestValue::text);
    }

    String text() {
        if (!json.isTextual()) {
            throw wrong("a string");
        }
        return json.textValue();
    }

    boolean flag() {
        if (!json.isBoolean()) {
            throw wrong("a boolean");
        }
        return json.booleanValue();
    }

    long integer() {
        if (!json.isIntegralNumber() || !json.canConvertToLong()) {
            throw wrong("an integer");
        }
        return json.longValue();
    }

    BigDecimal number() {
        if (!json.isNumber()) {
            throw wrong("a number");
        }
        return json.decimalValue();
    }

    /** Returns the value as compact JSON text. */
    String compact() {
        return JsonText.of(json);
    }

    /** Returns an object as compact JSON text. */
    String object() {
        if (!json.isObject()) {
            throw wrong("an object");
        }
        return compact();
    }

    /** Returns the value as a field that has no place of its own. */
    Further as(Feature feature) {
        return new Further(feature, path, compact());
    }

    /** Returns the refusal of a value that is of another kind than it must be. */
    RefusedException wrong(String wanted) {
        return Losses.refused(path, path + " must be " + wanted);
    }

    private RequestValue child(String field, JsonNode value) {
        return new RequestValue(value, path.isEmpty() ? field : path + "." + field);
    }
}
