package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;

/** Writes what the model said: its words as one string, its calls, and its reasoning where the provider wants that back. */
final class AssistantWriting {
    private final Target target;
    private final SentNames names;

    AssistantWriting(Target target, SentNames names) {
        this.target = target;
        this.names = names;
    }

    void write(Turn turn, ObjectNode message) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<ObjectNode> calls = new ArrayList<>();
        List<Part.CacheBreakpoint> breakpoints = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
            } else if (part instanceof Part.Refusal words) {
                refusal.append(words.text());
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.CacheBreakpoint breakpoint) {
                breakpoints.add(breakpoint);
            } else if (part instanceof Part.Foreign foreign) {
                writeForeign(foreign, calls, message);
            } else if (!(part instanceof Part.Reasoning)) {
                target.losses().drop("messages", "an assistant message holds neither images nor other media");
            }
        }
        writeWords(text.toString(), !calls.isEmpty() || refusal.length() > 0, breakpoints, message);
        if (refusal.length() > 0) {
            message.put("refusal", refusal.toString());
        }
        new ReasoningWriting(target, names).write(turn.parts(), message);
        if (!calls.isEmpty()) {
            calls.forEach(message.putArray("tool_calls")::add);
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode written = Tree.object().put("id", names.callId(call.id())).put("type", "function");
        written.putObject("function")
                .put("name", names.tool(call.name()))
                .put("arguments", isNothing(call.arguments()) ? "{}" : call.arguments());
        return written;
    }

    private static boolean isNothing(String arguments) {
        return arguments.isBlank() || arguments.strip().equals("null");
    }

    private void writeForeign(Part.Foreign foreign, List<ObjectNode> calls, ObjectNode message) {
        boolean own = foreign.dialect().equals(ChatFields.DIALECT);
        if (own && foreign.type().equals("custom") && Tree.of(foreign.json()) instanceof ObjectNode call) {
            call.put("id", names.callId(call.path("id").asText()));
            calls.add(call);
        } else if (own && foreign.type().equals("audio")) {
            message.set("audio", Tree.of(foreign.json()));
        } else {
            target.takes(Feature.FOREIGN_BLOCK, foreign.path());
        }
    }

    private void writeWords(String text, boolean hasMore, List<Part.CacheBreakpoint> breakpoints, ObjectNode message) {
        ContentWriting content = new ContentWriting(target);
        if (text.isEmpty()) {
            breakpoints.forEach(breakpoint -> content.mark(List.of(), breakpoint));
            message.put("content", hasMore ? null : "");
            return;
        }
        List<ObjectNode> parts = new ArrayList<>();
        parts.add(ContentWriting.text(text));
        breakpoints.forEach(breakpoint -> content.mark(parts, breakpoint));
        content.put(message, parts);
    }
}
