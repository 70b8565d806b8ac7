package io.throughline.junit;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Tells how a request differs from what was recorded. */
final class Difference {
    private static final int MOST = 8;
    private static final int LONGEST = 160;

    private Difference() {}

    /**
     * Returns what is wrong with a request.
     *
     * @param asked the request
     * @param recorded all calls recorded
     * @param times how many of them are this very request
     * @param where where they are from
     */
    static String told(RequestKey asked, List<Interaction> recorded, int times, String where) {
        if (times > 0) {
            return asked + " was recorded " + times + (times == 1 ? " time" : " times") + " in " + where
                    + " and is made once more";
        }
        if (recorded.isEmpty()) {
            return asked + " was not recorded, since " + where + " is not there or empty; it asks " + cut(asked.body());
        }
        List<RequestKey> comparable = recorded.stream()
                .map(Interaction::request)
                .filter(key -> key.toString().equals(asked.toString()))
                .toList();
        String miss = asked + " was not recorded in " + where;
        if (comparable.isEmpty()) {
            return miss + ", which has "
                    + recorded.stream()
                            .map(Interaction::request)
                            .distinct()
                            .limit(MOST)
                            .toList();
        }
        List<String> nearest = comparable.stream()
                .map(key -> differences(asked, key))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
        return miss + ". Unlike the nearest of its " + recorded.size() + " calls:\n  "
                + String.join("\n  ", nearest.subList(0, Math.min(MOST, nearest.size())));
    }

    private static List<String> differences(RequestKey asked, RequestKey recorded) {
        List<String> found = new ArrayList<>();
        compare("body", asked.tree(), recorded.tree(), found);
        return found;
    }

    private static void compare(String place, JsonNode asked, JsonNode recorded, List<String> found) {
        if (asked.equals(recorded)) {
            return;
        }
        if (asked.isObject() && recorded.isObject()) {
            Collection<String> names = new LinkedHashSet<>();
            recorded.fieldNames().forEachRemaining(names::add);
            asked.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(place + "." + name, asked.path(name), recorded.path(name), found));
        } else if (asked.isArray() && recorded.isArray()) {
            for (int i = 0; i < Math.max(asked.size(), recorded.size()); i++) {
                compare(place + "." + i, asked.path(i), recorded.path(i), found);
            }
        } else {
            found.add(place + " is " + shown(asked) + ", recorded was " + shown(recorded));
        }
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "not there" : cut(JsonText.of(node));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
