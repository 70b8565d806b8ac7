package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value of a request and where it stands: whoever asks it for what it is not is told so with its path. Nulls count as absent.
 *
 * @param name the field it is the value of; empty for the body and for elements
 * @param path its path in the request; empty for the body
 * @param json the value
 */
record Value(String name, String path, JsonNode json) {
    static Value body(byte[] bytes) {
        try {
            Value body = new Value("", "", JsonText.parse(bytes));
            if (!body.json.isObject()) {
                throw Losses.refused("", "The body must be a JSON object.");
            }
            return body;
        } catch (IOException e) {
            throw Losses.refused("", "The body is not JSON.");
        }
    }

    boolean isText() {
        return json.isTextual();
    }

    boolean isThere() {
        return !json.isMissingNode() && !json.isNull();
    }

    String text() {
        if (!json.isTextual()) {
            throw wrong("a string");
        }
        return json.textValue();
    }

    Optional<String> optionalText() {
        return isThere() ? Optional.of(text()) : Optional.empty();
    }

    boolean bool() {
        if (!json.isBoolean()) {
            throw wrong("true or false");
        }
        return json.booleanValue();
    }

    long integer() {
        try {
            return decimal().longValueExact();
        } catch (ArithmeticException e) {
            throw wrong("a whole number");
        }
    }

    BigDecimal decimal() {
        if (!json.isNumber()) {
            throw wrong("a number");
        }
        return json.decimalValue();
    }

    /** Returns the fields of an object that are not null, in their order. */
    List<Value> fields() {
        requireObject();
        List<Value> fields = new ArrayList<>(json.size());
        json.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.add(child(field.getKey(), field.getValue()));
            }
        });
        return fields;
    }

    /** Returns the elements of an array, in their order; none where it is absent. */
    List<Value> elements() {
        if (!isThere()) {
            return List.of();
        }
        if (!json.isArray()) {
            throw wrong("an array");
        }
        List<Value> elements = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            elements.add(new Value("", path + "[" + i + "]", json.get(i)));
        }
        return elements;
    }

    /** Returns an object's field, which may be missing. */
    Value at(String field) {
        requireObject();
        JsonNode value = json.get(field);
        return child(field, value == null ? MissingNode.getInstance() : value);
    }

    /** Returns an object's field, which is refused where it is not there. */
    Value must(String field) {
        Value value = at(field);
        if (!value.isThere()) {
            throw Losses.refused(value.path, value.path + " is missing");
        }
        return value;
    }

    /** Returns the value as compact JSON text. */
    String raw() {
        return JsonText.of(json);
    }

    RefusedException wrong(String wanted) {
        return Losses.refused(path, (path.isEmpty() ? "The body" : path) + " must be " + wanted);
    }

    private void requireObject() {
        if (!json.isObject()) {
            throw wrong("an object");
        }
    }

    private Value child(String field, JsonNode value) {
        return new Value(field, path.isEmpty() ? field : path + "." + field, value);
    }
}
