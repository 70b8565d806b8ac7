package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Quirk;
import java.util.ArrayList;
import java.util.List;

/** Writes what tools told, each as a message of its own. */
final class ResultWriting {
    private static final String FAILURE = "Error: ";

    private final Target target;
    private final SentNames names;
    private final ContentWriting content;

    ResultWriting(Target target, SentNames names, ContentWriting content) {
        this.target = target;
        this.names = names;
        this.content = content;
    }

    /** Writes a result, and returns what of it only a user may say. */
    List<ObjectNode> write(Part.ToolResult result, List<Part> breakpoint, ObjectNode message) {
        message.put("role", "tool").put("tool_call_id", names.callId(result.callId()));
        List<ObjectNode> told = new ArrayList<>();
        List<ObjectNode> shown = new ArrayList<>();
        for (Part part : result.content()) {
            target.losses().at(part);
            if (part instanceof Part.CacheBreakpoint marked) {
                content.mark(told, marked);
            } else if (isText(part) || (part instanceof Part.Image && target.has(Quirk.TOOL_RESULT_IMAGES))) {
                content.write(part).ifPresent(told::add);
            } else if (target.takes(Feature.TOOL_RESULT_MEDIA)) {
                content.write(part).ifPresent(shown::add);
            }
        }
        if (!shown.isEmpty()) {
            told.add(ContentWriting.text("(See the next user message.)"));
            shown.add(0, ContentWriting.text("Result of the tool call " + names.callId(result.callId()) + ":"));
        }
        if (result.error().orElse(false) && target.takes(Feature.TOOL_RESULT_ERROR)) {
            markFailure(told);
        }
        breakpoint.forEach(marked -> content.mark(told, (Part.CacheBreakpoint) marked));
        content.put(message, joined(told));
        return shown;
    }

    private static boolean isText(Part part) {
        boolean isPlain = part instanceof Part.Document document && document.source() instanceof Part.Source.Plain;
        return isPlain || part instanceof Part.Text || part instanceof Part.Refusal || part instanceof Part.Foreign;
    }

    private static void markFailure(List<ObjectNode> told) {
        if (!told.isEmpty() && told.get(0).path("type").asText().equals("text")) {
            ObjectNode first = told.get(0);
            first.put("text", FAILURE + first.get("text").asText());
        } else {
            told.add(0, ContentWriting.text(FAILURE.strip()));
        }
    }

    /** Not every provider takes parts here: texts alone become one. */
    private static List<ObjectNode> joined(List<ObjectNode> told) {
        if (told.size() < 2 || !told.stream().allMatch(ContentWriting::isPlainText)) {
            return told;
        }
        List<String> texts =
                told.stream().map(part -> part.get("text").asText()).toList();
        return List.of(ContentWriting.text(String.join("\n", texts)));
    }
}
