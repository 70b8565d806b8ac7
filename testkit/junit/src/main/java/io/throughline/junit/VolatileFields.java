package io.throughline.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fields of a request that say nothing of what is asked: who asks, in which session.
 *
 * @param paths their paths, name by name, {@code *} for any
 */
record VolatileFields(List<List<String>> paths) {
    private static final List<String> USUAL = List.of(
            "user",
            "metadata",
            "safety_identifier",
            "prompt_cache_key",
            "tools.*.headers",
            "tools.*.authorization",
            "mcp_servers.*.authorization_token");
    private static final String LEFT_OUT = "(left out)";

    /** Returns the usual ones and {@code further}, paths with dots. */
    static VolatileFields and(String... further) {
        return new VolatileFields(Stream.concat(USUAL.stream(), Stream.of(further))
                .map(path -> List.of(path.split("\\.", -1)))
                .toList());
    }

    /** Returns {@code tree}, changed: the values of these fields are not told any more. */
    JsonNode leftOut(JsonNode tree) {
        paths.forEach(path -> leaveOut(tree, path));
        return tree;
    }

    private static void leaveOut(JsonNode node, List<String> path) {
        String name = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (node instanceof ObjectNode object) {
            List<String> fields = new ArrayList<>();
            object.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                if (name.equals("*") || name.equals(field)) {
                    if (rest.isEmpty()) {
                        object.put(field, LEFT_OUT);
                    } else {
                        leaveOut(object.get(field), rest);
                    }
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (name.equals("*") || name.equals(String.valueOf(i))) {
                    if (rest.isEmpty()) {
                        array.set(i, LEFT_OUT);
                    } else {
                        leaveOut(array.get(i), rest);
                    }
                }
            }
        }
    }
}
