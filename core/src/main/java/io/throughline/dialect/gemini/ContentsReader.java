package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@code contents} and {@code systemInstruction}. */
final class ContentsReader {
    private final PartReader parts;
    private final List<Turn> turns = new ArrayList<>();

    ContentsReader(List<Conversation.Further> further, Places places) {
        this.parts = new PartReader(further, places);
    }

    void take(JsonAt contents) {
        contents.elements(this::takeContent);
    }

    /** Returns the system turn of an instruction: a content, or a string, which some clients send. */
    List<Turn> system(JsonAt instruction) {
        List<Part> said = new ArrayList<>();
        if (instruction.node().isTextual()) {
            said.add(new Part.Text(instruction.text()));
        } else {
            instruction.fields((name, field) -> {
                switch (name) {
                    case "parts" -> field.elements(part -> said.addAll(parts.read(part)));
                    case "role" -> field.text();
                    default -> parts.unknown(field);
                }
            });
        }
        said.removeIf(part -> part instanceof Part.Text text && text.text().isEmpty());
        return said.isEmpty() ? List.of() : List.of(Turn.of(Turn.Role.SYSTEM, said));
    }

    List<Turn> turns() {
        return turns;
    }

    private void takeContent(JsonAt content) {
        Draft draft = new Draft();
        // the role may stand behind the parts, which can't be read without it
        content.fields((name, field) -> {
            switch (name) {
                case "role" -> draft.role = roleOf(field);
                case "parts" -> draft.parts = List.of(field);
                default -> parts.unknown(field);
            }
        });
        if (draft.role == Turn.Role.ASSISTANT) {
            parts.beginModelTurn();
        }
        List<Part> said = new ArrayList<>();
        draft.parts.forEach(field -> field.elements(part -> said.addAll(readPart(part, draft.role))));
        turns.add(Turn.of(draft.role, draft.role == Turn.Role.USER ? resultsFirst(said) : Thoughts.joined(said)));
    }

    /** Calls and signatures are the model's, and results are not. A signature that stands elsewhere has no meaning. */
    private List<Part> readPart(JsonAt part, Turn.Role role) {
        List<Part> said = parts.read(part);
        boolean isModel = role == Turn.Role.ASSISTANT;
        boolean misplaced =
                said.stream().anyMatch(isModel ? Part.ToolResult.class::isInstance : Part.ToolCall.class::isInstance);
        if (misplaced) {
            throw Losses.refused(
                    part.path(), part.path() + " can't stand in a turn of the " + (isModel ? "model" : "user"));
        }
        if (!isModel && said.stream().anyMatch(Part.Reasoning.class::isInstance)) {
            parts.unknown(new JsonAt(part.path() + ".thoughtSignature", part.node()));
            return said.stream().filter(one -> !(one instanceof Part.Reasoning)).toList();
        }
        return said;
    }

    private static Turn.Role roleOf(JsonAt role) {
        return switch (role.text()) {
            // "function" is of the time before tools
            case "user", "function", "" -> Turn.Role.USER;
            case "model" -> Turn.Role.ASSISTANT;
            default -> throw role.wrong("user or model");
        };
    }

    private static List<Part> resultsFirst(List<Part> said) {
        return Stream.concat(
                        said.stream().filter(Part.ToolResult.class::isInstance),
                        said.stream().filter(part -> !(part instanceof Part.ToolResult)))
                .toList();
    }

    /** A content that is being read. */
    private static final class Draft {
        private Turn.Role role = Turn.Role.USER;
        private List<JsonAt> parts = List.of();
    }
}
