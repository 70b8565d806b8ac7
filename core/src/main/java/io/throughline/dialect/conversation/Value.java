package io.throughline.dialect.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value of a request, and where it stands: whoever asks it for what it is not is told so with its path. Immutable. */
public final class Value {
    private final String name;
    private final String path;
    private final JsonNode json;

    private Value(String name, String path, JsonNode json) {
        this.name = name;
        this.path = path;
        this.json = json;
    }

    /**
     * Reads the body of a request.
     *
     * @throws RefusedException when it is no JSON object
     */
    public static Value body(byte[] bytes) {
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

    /** Returns the field it is the value of; empty for the body and for elements. */
    public String name() {
        return name;
    }

    /** Returns its path in the request; empty for the body. */
    public String path() {
        return path;
    }

    /** Returns whether it is there; null counts as absent. */
    public boolean isThere() {
        return !json.isMissingNode() && !json.isNull();
    }

    /** Returns whether it is a string. */
    public boolean isText() {
        return json.isTextual();
    }

    /** Returns whether it is an object. */
    public boolean isObject() {
        return json.isObject();
    }

    /** Returns whether it is an array. */
    public boolean isArray() {
        return json.isArray();
    }

    /** Returns whether it is an object without fields or an array without elements. */
    public boolean isEmptyContainer() {
        return json.isContainerNode() && json.isEmpty();
    }

    /** Returns the string that it must be. */
    public String text() {
        if (!json.isTextual()) {
            throw wrong("a string");
        }
        return json.textValue();
    }

    /** Returns the string that it must be where it is there. */
    public Optional<String> optionalText() {
        return isThere() ? Optional.of(text()) : Optional.empty();
    }

    /** Returns the truth value that it must be. */
    public boolean bool() {
        if (!json.isBoolean()) {
            throw wrong("true or false");
        }
        return json.booleanValue();
    }

    /** Returns the number that it must be, and that must be whole and no larger than fits. */
    public long integer() {
        try {
            return decimal().longValueExact();
        } catch (ArithmeticException e) {
            throw wrong("a whole number");
        }
    }

    /** Returns the number that it must be, written without a point. */
    public BigInteger bigInteger() {
        if (!json.isIntegralNumber()) {
            throw wrong("a whole number");
        }
        return json.bigIntegerValue();
    }

    /** Returns the number that it must be. */
    public BigDecimal decimal() {
        if (!json.isNumber()) {
            throw wrong("a number");
        }
        return json.decimalValue();
    }

    /** Returns the fields of the object that it must be, in their order, without those that are null. */
    public List<Value> fields() {
        requireObject();
        List<Value> fields = new ArrayList<>(json.size());
        json.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.add(child(field.getKey(), field.getValue()));
            }
        });
        return fields;
    }

    /** Returns the elements of the array that it must be, in their order. */
    public List<Value> elements() {
        if (!json.isArray()) {
            throw wrong("an array");
        }
        List<Value> elements = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            elements.add(new Value("", path + "[" + i + "]", json.get(i)));
        }
        return elements;
    }

    /** Returns the elements of the array that it must be where it is there; none where it is not. */
    public List<Value> optionalElements() {
        return isThere() ? elements() : List.of();
    }

    /** Returns a field of the object that it must be; the field may be missing. */
    public Value at(String field) {
        requireObject();
        return child(field, json.path(field));
    }

    /** Returns a field of the object that it must be, which is refused where it is not there. */
    public Value must(String field) {
        Value value = at(field);
        if (!value.isThere()) {
            throw Losses.refused(value.path, value.path + " is missing");
        }
        return value;
    }

    /** Returns the value as compact JSON text. */
    public String raw() {
        return JsonText.of(json);
    }

    /** Returns what a client is told whose value is of another kind than the one that is wanted. */
    public RefusedException wrong(String wanted) {
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
