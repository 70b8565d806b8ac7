package io.throughline.dialect.conversation;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns as messages, for a dialect in which the results of tools are messages of their own and the calls of tools stand beside an assistant's words. What a
 * message becomes never depends on those after it, for the sake of prompt caches.
 */
public final class MessageTurns {
    private final Losses losses;
    private final Writer writer;
    private boolean begun;

    private MessageTurns(Losses losses, Writer writer) {
        this.losses = losses;
        this.writer = writer;
    }

    /** Writes messages of a dialect, one after the other. */
    public interface Writer {
        /**
         * Writes what the system or a developer says.
         *
         * @param isTaken whether the dialect takes it, there and from them; where not, only the losses within its parts are told
         */
        void system(List<Part> parts, boolean isTaken);

        /** Writes a tool's result. */
        void result(Part.ToolResult result);

        /** Writes what a user says. */
        void user(List<Part> parts);

        /** Writes what an assistant says, and calls. */
        void assistant(List<Part> words, List<Part.ToolCall> calls);
    }

    /** Has {@code writer} write the messages of {@code turns}, in their order. */
    public static void write(List<Turn> turns, Losses losses, Writer writer) {
        MessageTurns written = new MessageTurns(losses, writer);
        turns.forEach(written::write);
    }

    private void write(Turn turn) {
        if (turn.name().isPresent()) {
            losses.takes(Feature.PARTICIPANT_NAME);
        }
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> writeSystem(turn);
            case USER -> writeUser(turn);
            case ASSISTANT -> writeAssistant(turn);
        }
        begun |= turn.role() == Turn.Role.USER || turn.role() == Turn.Role.ASSISTANT;
    }

    private void writeSystem(Turn turn) {
        boolean known = turn.role() == Turn.Role.SYSTEM || losses.takes(Feature.DEVELOPER_ROLE);
        boolean placed = !begun || losses.takes(Feature.SYSTEM_LATER);
        writer.system(turn.parts(), known && placed);
    }

    private void writeUser(Turn turn) {
        List<Part> rest = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                writer.result(result);
            } else {
                rest.add(part);
            }
        }
        boolean onlyResults = rest.isEmpty() && !turn.parts().isEmpty();
        if (!onlyResults) {
            writer.user(rest);
        }
    }

    private void writeAssistant(Turn turn) {
        List<Part> words = new ArrayList<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolCall call) {
                calls.add(call);
            } else {
                words.add(part);
            }
        }
        writer.assistant(words, calls);
    }
}
