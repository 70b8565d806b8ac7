package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.ArrayList;
import java.util.List;

/** Writes what tools told: a string where it is one text, which every provider takes, else a list. */
final class ResultWriter {
    private static final String FAILED = "Error: ";

    private final Losses losses;
    private final SentNames names;
    private final ContentWriter contents;

    ResultWriter(Losses losses, SentNames names, ContentWriter contents) {
        this.losses = losses;
        this.names = names;
        this.contents = contents;
    }

    void write(Part.ToolResult result, ArrayNode input) {
        boolean failed = result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR);
        ArrayNode output = Tree.object().putArray("output");
        contents.write(content(result, failed), output);
        ObjectNode item =
                input.addObject().put("type", "function_call_output").put("call_id", names.callId(result.callId()));
        if (output.isEmpty()) {
            item.put("output", "");
        } else if (output.size() == 1 && output.get(0).path("type").asText().equals("input_text")) {
            item.set("output", output.get(0).get("text"));
        } else {
            item.set("output", output);
        }
    }

    private List<Part> content(Part.ToolResult result, boolean failed) {
        List<Part> content = new ArrayList<>();
        boolean marked = !failed;
        for (Part part : result.content()) {
            losses.at(part);
            boolean media = part instanceof Part.Image || part instanceof Part.Document;
            if (media && !losses.takes(Feature.TOOL_RESULT_MEDIA)) {
                continue;
            }
            if (!marked && part instanceof Part.Text text) {
                marked = true;
                content.add(new Part.Text(FAILED + text.text()));
            } else {
                content.add(part);
            }
        }
        if (!marked) {
            content.add(0, new Part.Text(FAILED.strip()));
        }
        return content;
    }
}
