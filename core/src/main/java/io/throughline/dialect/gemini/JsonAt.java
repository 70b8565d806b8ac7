package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A value of a request and its path there, for messages. What is not of the form that is asked for is refused. Names of fields are told as
 * {@code camelCase}, whether the client wrote them so or as {@code snake_case}: protocol buffers take both.
 *
 * @param path the path
 * @param node the value
 */
record JsonAt(String path, JsonNode node) {
    private static final int MOST_DIGITS = 64;

    static JsonAt root(byte[] body) {
        try {
            JsonNode node = JsonText.parse(body);
            if (node.isObject()) {
                return new JsonAt("", node);
            }
        } catch (IOException e) {
            throw Losses.refused("body", "the body is no JSON");
        }
        throw Losses.refused("body", "the body is no JSON object");
    }

    /** Gives each field that is not null. */
    void fields(FieldTaker taker) {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        node.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                taker.take(camelCase(field.getKey()), new JsonAt(at, field.getValue()));
            }
        });
    }

    /** Gives each element. */
    void elements(Consumer<JsonAt> taker) {
        if (!node.isArray()) {
            throw wrong("an array");
        }
        for (int i = 0; i < node.size(); i++) {
            taker.accept(new JsonAt(path + "[" + i + "]", node.get(i)));
        }
    }

    String text() {
        if (!node.isTextual()) {
            throw wrong("a string");
        }
        return node.asText();
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        elements(element -> texts.add(element.text()));
        return texts;
    }

    boolean bool() {
        if (!node.isBoolean()) {
            throw wrong("a boolean");
        }
        return node.booleanValue();
    }

    BigDecimal decimal() {
        try {
            return node.isTextual() ? new BigDecimal(node.asText()) : number().decimalValue();
        } catch (NumberFormatException e) {
            throw wrong("a number");
        }
    }

    BigInteger integer() {
        BigDecimal number = decimal();
        // an exponent is cheap to write and dear to write out
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw wrong("an integer");
        }
        try {
            return number.toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw wrong("an integer");
        }
    }

    long longValue() {
        try {
            return integer().longValueExact();
        } catch (ArithmeticException e) {
            throw wrong("an integer of 64 bits");
        }
    }

    /** Returns the value as compact JSON text. */
    String json() {
        return JsonText.of(node);
    }

    RefusedException wrong(String wanted) {
        return Losses.refused(path, path + " must be " + wanted);
    }

    private JsonNode number() {
        if (!node.isNumber()) {
            throw wrong("a number");
        }
        return node;
    }

    private static String camelCase(String name) {
        if (name.indexOf('_') <= 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            boolean hump = name.charAt(i) == '_' && i + 1 < name.length();
            camel.append(hump ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return camel.toString();
    }

    /** Takes a field. */
    @FunctionalInterface
    interface FieldTaker {
        /** Takes a field's name and value. */
        void take(String name, JsonAt value);
    }
}
