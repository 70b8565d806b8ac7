package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts items together to turns: what the model said in a row is one turn, and results of tools are one with what the user says next to them.
 * Messages of others stay apart.
 */
final class TurnsDraft {
    private final List<Turn> turns = new ArrayList<>();
    private final Map<String, String> toolNames = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private Role role = Role.USER;
    private int results;

    /** Adds to what the model said. */
    void assistant(List<Part> said) {
        if (role != Role.ASSISTANT) {
            end();
            role = Role.ASSISTANT;
        }
        parts.addAll(said);
    }

    void call(Part.ToolCall call) {
        toolNames.put(call.id(), call.name());
        assistant(List.of(call));
    }

    /** Adds a message of another than the model. */
    void message(Role by, List<Part> said) {
        boolean behindResults = by == Role.USER && role == Role.USER && parts.size() == results;
        if (!behindResults) {
            end();
            role = by;
        }
        parts.addAll(said);
    }

    /** Adds what a tool told, before whatever else is in the user's turn. */
    void result(String callId, List<Part> content) {
        if (role != Role.USER) {
            end();
            role = Role.USER;
        }
        parts.add(
                results++,
                new Part.ToolResult(callId, Optional.ofNullable(toolNames.get(callId)), content, Optional.empty()));
    }

    /** Adds to the user's turn what only one provider understands. */
    void foreign(Part.Foreign piece) {
        if (role != Role.USER) {
            end();
            role = Role.USER;
        }
        parts.add(piece);
    }

    List<Turn> turns() {
        end();
        return turns;
    }

    private void end() {
        if (!parts.isEmpty()) {
            turns.add(Turn.of(role, parts));
        }
        parts.clear();
        results = 0;
        role = Role.SYSTEM;
    }
}
