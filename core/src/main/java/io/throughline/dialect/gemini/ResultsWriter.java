package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the results of one turn's calls. */
final class ResultsWriter {
    private final CallIds ids;
    private final ModelGeneration model;
    private final ToolNames names;
    private final PartWriter parts;
    private final Losses losses;

    ResultsWriter(CallIds ids, ModelGeneration model, ToolNames names, PartWriter parts, Losses losses) {
        this.ids = ids;
        this.model = model;
        this.names = names;
        this.parts = parts;
        this.losses = losses;
    }

    void write(List<Part.ToolCall> calls, List<Part.ToolResult> results, ArrayNode contents) {
        List<String> order = calls.stream().map(Part.ToolCall::id).toList();
        List<Part.ToolResult> sorted = new ArrayList<>(results);
        sorted.sort(Comparator.comparingInt(result -> place(order, result.callId())));
        ArrayNode responses = contents.arrayNode();
        ArrayNode beside = contents.arrayNode();
        sorted.forEach(result -> writeResult(result, nameOf(result, calls), responses, beside));
        ContentsWriter.add("user", responses, contents);
        ContentsWriter.add("user", beside, contents);
    }

    private void writeResult(Part.ToolResult result, String name, ArrayNode responses, ArrayNode beside) {
        ObjectNode response = responses.addObject().putObject("functionResponse");
        ids.put(result.callId(), response);
        response.put("name", names.of(name));
        response.set("response", told(result));
        ArrayNode media = response.arrayNode();
        for (Part part : result.content()) {
            losses.at(part);
            if (part instanceof Part.CacheBreakpoint || part instanceof Part.Foreign) {
                parts.write(part, media);
            } else if (!isText(part) && losses.takes(Feature.TOOL_RESULT_MEDIA)) {
                parts.write(part, media);
            }
        }
        if (media.isEmpty()) {
            return;
        }
        if (model.isThird()) {
            response.set("parts", media);
        } else {
            losses.emulate(losses.path(Feature.TOOL_RESULT_MEDIA), "sent in a turn behind the result");
            beside.addAll(media);
        }
    }

    /** A result that is a JSON object goes as it is. */
    private ObjectNode told(Part.ToolResult result) {
        String text = result.content().stream()
                .filter(ResultsWriter::isText)
                .map(ResultsWriter::text)
                .collect(Collectors.joining());
        ObjectNode response = Json.arguments("");
        if (result.error().orElse(false)) {
            losses.takes(Feature.TOOL_RESULT_ERROR);
            return response.put("error", text);
        }
        if (text.stripLeading().startsWith("{")) {
            try {
                return JsonText.parse(text) instanceof ObjectNode object ? object : response.put("result", text);
            } catch (IOException e) {
                return response.put("result", text);
            }
        }
        return response.put("result", text);
    }

    private String nameOf(Part.ToolResult result, List<Part.ToolCall> calls) {
        Optional<String> called = calls.stream()
                .filter(call -> call.id().equals(result.callId()))
                .map(Part.ToolCall::name)
                .findFirst();
        return called.or(result::name)
                .orElseThrow(() -> losses.refusal(
                        losses.path(Feature.TOOLS),
                        "the result of " + result.callId() + " answers no call of the turn before it"));
    }

    private static int place(List<String> order, String id) {
        int place = order.indexOf(id);
        return place < 0 ? order.size() : place;
    }

    private static boolean isText(Part part) {
        return part instanceof Part.Text || part instanceof Part.Refusal;
    }

    private static String text(Part part) {
        return part instanceof Part.Text said
                ? said.text()
                : part instanceof Part.Refusal refused ? refused.text() : "";
    }
}
