package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as input items. System messages stand among them, in their order: not every provider has {@code instructions}. */
final class InputWriter {
    private final Destination to;
    private final Losses losses;
    private final ContentWriter contents;
    private final ResultWriter results;
    private final AssistantWriter assistant;

    InputWriter(Destination to, Losses losses, SentNames names) {
        this.to = to;
        this.losses = losses;
        this.contents = new ContentWriter(to, losses);
        this.results = new ResultWriter(losses, names, contents);
        this.assistant = new AssistantWriter(to, losses, names);
    }

    void write(List<Turn> turns, ArrayNode input) {
        boolean conversing = false;
        for (Turn turn : turns) {
            boolean system = turn.role() == Turn.Role.SYSTEM || turn.role() == Turn.Role.DEVELOPER;
            if (system && conversing) {
                losses.takes(Feature.SYSTEM_LATER);
            }
            conversing |= !system;
            if (turn.name().isPresent()) {
                losses.takes(Feature.PARTICIPANT_NAME);
            }
            if (turn.role() == Turn.Role.ASSISTANT) {
                assistant.write(turn.parts(), input);
            } else {
                writeMessage(turn, input);
            }
        }
    }

    private void writeMessage(Turn turn, ArrayNode input) {
        List<Part> said = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                results.write(result, input);
            } else if (part instanceof Part.Foreign piece && ForeignItems.isItem(piece)) {
                input.add(Tree.of(piece.json()));
            } else {
                said.add(part);
            }
        }
        ObjectNode message = Tree.object();
        message.put("type", "message").put("role", role(turn.role()));
        ArrayNode content = message.putArray("content");
        contents.write(said, content);
        if (!content.isEmpty()) {
            input.add(message);
        }
    }

    private String role(Turn.Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER ->
                losses.takes(Feature.DEVELOPER_ROLE) && !to.has(Quirk.NO_DEVELOPER_ROLE) ? "developer" : "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }
}
