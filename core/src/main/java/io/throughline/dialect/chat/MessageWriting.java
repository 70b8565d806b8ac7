package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as messages. What a message becomes never depends on those after it, for the sake of prompt caches. */
final class MessageWriting {
    private final Target target;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final ContentWriting content;
    private final AssistantWriting assistant;
    private final ResultWriting results;

    MessageWriting(Target target, SentNames names) {
        this.target = target;
        this.content = new ContentWriting(target);
        this.assistant = new AssistantWriting(target, names);
        this.results = new ResultWriting(target, names, content);
    }

    ArrayNode write(List<Turn> turns) {
        boolean begun = false;
        for (Turn turn : turns) {
            switch (turn.role()) {
                case SYSTEM, DEVELOPER -> writeSystem(turn, begun);
                case USER -> writeUser(turn);
                case ASSISTANT -> assistant.write(turn, add(turn, "assistant"));
            }
            begun |= turn.role() == Turn.Role.USER || turn.role() == Turn.Role.ASSISTANT;
        }
        return target.has(Quirk.STRICT_TURNS) ? StrictTurns.of(messages, target) : messages;
    }

    private void writeSystem(Turn turn, boolean later) {
        if (later && !target.takes(Feature.SYSTEM_LATER)) {
            return;
        }
        if (later && target.isEmulated(Feature.SYSTEM_LATER)) {
            writeAsUser(turn);
            return;
        }
        content.put(add(turn, roleOf(turn)), content.parts(turn.parts()));
    }

    private String roleOf(Turn turn) {
        if (turn.role() == Turn.Role.SYSTEM || target.has(Quirk.NO_DEVELOPER_ROLE)) {
            return "system";
        }
        boolean taken = target.takes(Feature.DEVELOPER_ROLE);
        return taken && target.isMapped(Feature.DEVELOPER_ROLE) ? "developer" : "system";
    }

    private void writeAsUser(Turn turn) {
        StringBuilder text = new StringBuilder("<system>");
        for (Part part : turn.parts()) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
            }
        }
        beforeUser();
        messages.addObject()
                .put("role", "user")
                .put("content", text.append("</system>").toString());
    }

    private void writeUser(Turn turn) {
        List<Part> rest = new ArrayList<>();
        List<ObjectNode> parts = new ArrayList<>();
        for (int i = 0; i < turn.parts().size(); i++) {
            Part part = turn.parts().get(i);
            if (part instanceof Part.ToolResult result) {
                boolean cached = i + 1 < turn.parts().size() && turn.parts().get(i + 1) instanceof Part.CacheBreakpoint;
                List<Part> breakpoint = cached ? List.of(turn.parts().get(i + 1)) : List.of();
                i += breakpoint.size();
                parts.addAll(results.write(result, breakpoint, messages.addObject()));
            } else {
                rest.add(part);
            }
        }
        parts.addAll(content.parts(rest));
        boolean onlyResults = rest.isEmpty() && !turn.parts().isEmpty();
        if (!onlyResults || !parts.isEmpty()) {
            beforeUser();
            content.put(add(turn, "user"), parts);
        }
    }

    /** Some providers want the model to speak before the user does again. */
    private void beforeUser() {
        boolean afterTool = !messages.isEmpty()
                && messages.get(messages.size() - 1).path("role").asText().equals("tool");
        if (afterTool && target.has(Quirk.NO_USER_AFTER_TOOL)) {
            messages.addObject().put("role", "assistant").put("content", "OK.");
            target.losses()
                    .emulate("messages", "an assistant's OK stands between a tool's result and the user's words");
        }
    }

    private ObjectNode add(Turn turn, String role) {
        ObjectNode message = messages.addObject().put("role", role);
        turn.name().filter(name -> target.takes(Feature.PARTICIPANT_NAME)).ifPresent(name -> message.put("name", name));
        return message;
    }
}
