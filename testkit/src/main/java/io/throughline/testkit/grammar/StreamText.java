package io.throughline.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The text of a stream, taken apart into its events. */
final class StreamText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamText() {}

    /** Returns the data of each event; an event that has a name, more than one line of data or no end is wrong. */
    static List<String> data(String sse) {
        List<String> events = new ArrayList<>();
        String text = sse.replace("\r\n", "\n");
        if (!text.isEmpty() && !text.endsWith("\n\n")) {
            throw new AssertionError("the last event has no blank line behind it");
        }
        for (String event : text.split("\n\n")) {
            String[] lines = event.lines().filter(line -> !line.startsWith(":")).toArray(String[]::new);
            if (lines.length == 0) {
                continue;
            }
            if (lines.length > 1 || !lines[0].startsWith("data:")) {
                throw new AssertionError("event " + events.size() + " is not one line of data: " + event);
            }
            events.add(lines[0].substring("data:".length()).strip());
        }
        return events;
    }

    static JsonNode object(String data, String what) {
        try {
            JsonNode tree = JSON.readTree(data);
            if (tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            throw new AssertionError(what + " is no JSON: " + data, e);
        }
        throw new AssertionError(what + " is no object: " + data);
    }
}
