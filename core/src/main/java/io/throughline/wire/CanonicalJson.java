package io.throughline.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in one form for one meaning: object fields sorted by the UTF-16 units of their names, no white space, strings escaped as little as can be (as RFC 8785
 * does). Numbers keep their digits, since a number that is rounded is another one; {@code 1.0} and {@code 1} differ here.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** Returns the canonical text of a tree. Half of a surrogate pair becomes U+FFFD. */
    public static String of(JsonNode tree) {
        StringBuilder text = new StringBuilder(256);
        write(tree, text);
        return text.toString();
    }

    private static void write(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            char before = '{';
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                text.append(before)
                        .append(JsonText.of(JsonText.text(field.getKey())))
                        .append(':');
                write(field.getValue(), text);
                before = ',';
            }
            text.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            char before = '[';
            for (JsonNode item : node) {
                text.append(before);
                write(item, text);
                before = ',';
            }
            text.append(node.isEmpty() ? "[]" : "]");
        } else {
            text.append(JsonText.of(node));
        }
    }
}
