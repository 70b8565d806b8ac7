package io.throughline.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The grammar of streams of OpenAI's Responses: increasing sequence numbers, items and parts that open and close in order, pieces that add up to
 * what their ends and the response at the end say, and one event that ends it all.
 */
public final class ResponsesGrammar {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDS = Set.of("response.completed", "response.incomplete", "response.failed");

    private final List<ResponseItemState> items = new ArrayList<>();
    private final Set<String> itemIds = new HashSet<>();
    private long lastNumber = -1;
    private String responseId = "";
    private boolean created;
    private boolean failed;
    private String end = "";

    private ResponsesGrammar() {}

    /**
     * Checks a stream.
     *
     * @param stream the text of the server-sent events
     * @throws AssertionError where it breaks the grammar, naming the event
     */
    public static void check(String stream) {
        ResponsesGrammar grammar = new ResponsesGrammar();
        int number = 0;
        for (String frame : stream.replace("\r\n", "\n").split("\n\n")) {
            if (frame.isBlank()) {
                continue;
            }
            try {
                grammar.frame(frame);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("event " + number + ": " + e.getMessage() + " in " + frame, e);
            }
            number++;
        }
        if (grammar.end.isEmpty()) {
            throw new AssertionError("event " + number + ": the stream ends without an event that ends it");
        }
    }

    private void frame(String frame) throws IOException {
        String name = "";
        StringBuilder data = new StringBuilder();
        for (String line : frame.split("\n")) {
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            }
        }
        if (data.isEmpty()) {
            return; // a comment
        }
        JsonNode event = JSON.readTree(data.toString());
        String type = event.path("type").asText();
        require(type.equals(name), "the event is named " + name + " but has the type " + type);
        JsonNode sequence = event.path("sequence_number");
        require(sequence.isIntegralNumber() && sequence.asLong() > lastNumber, "the sequence number does not increase");
        lastNumber = sequence.asLong();
        require(end.isEmpty() || (end.equals("error") && type.equals("response.failed")), "something follows the end");
        take(type, event);
    }

    private void take(String type, JsonNode event) {
        if (type.equals("error")) {
            String message =
                    event.path("message").asText(event.at("/error/message").asText());
            require(!message.isEmpty(), "the error has no message");
            failed = true;
            end = type;
        } else if (event.has("response")) {
            takeResponse(type, event.get("response"));
        } else {
            require(created, "the stream does not begin with response.created");
            takeItem(type, event);
        }
    }

    private void takeResponse(String type, JsonNode response) {
        require(created != type.equals("response.created"), "response.created comes first, and once");
        created = true;
        require(response.path("object").asText().equals("response"), "the object is no response");
        String id = response.path("id").asText();
        require(!id.isEmpty() && (responseId.isEmpty() || responseId.equals(id)), "the response's id changes");
        responseId = id;
        for (String field : List.of(
                "created_at",
                "error",
                "incomplete_details",
                "instructions",
                "metadata",
                "model",
                "output",
                "parallel_tool_calls",
                "temperature",
                "tool_choice",
                "tools",
                "top_p")) {
            require(response.has(field), "the response has no " + field);
        }
        if (ENDS.contains(type)) {
            takeEnd(type, response);
        } else {
            require(response.path("output").isEmpty(), "there is output before the end");
        }
    }

    private void takeEnd(String type, JsonNode response) {
        end = type;
        require(type.equals("response." + response.path("status").asText()), "the status is not the event's");
        if (type.equals("response.failed")) {
            require(response.path("error").isObject(), "the failed response has no error");
        }
        require(
                type.equals("response.incomplete")
                        == response.path("incomplete_details").isObject(),
                "why the response is incomplete is told if and only if it is");
        if (failed) {
            return;
        }
        JsonNode output = response.get("output");
        require(output.size() == items.size(), "the response has other items than the stream");
        for (int i = 0; i < output.size(); i++) {
            items.get(i).requireEnd(output.get(i));
        }
    }

    private void takeItem(String type, JsonNode event) {
        JsonNode place = event.path("output_index");
        require(place.isIntegralNumber(), "there is no output_index");
        int index = place.asInt();
        if (type.equals("response.output_item.added")) {
            require(index == items.size(), "items are not numbered in their order");
            ResponseItemState item = new ResponseItemState(event.path("item"));
            require(itemIds.add(item.id()), "two items have one id");
            items.add(item);
            return;
        }
        require(index >= 0 && index < items.size(), "the item has not begun");
        items.get(index).take(type, event);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
