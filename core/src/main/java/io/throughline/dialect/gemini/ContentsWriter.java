package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code systemInstruction} and {@code contents}. Results of calls stand in a content of their own, those of one turn of the model in one, in
 * the order of the calls.
 */
final class ContentsWriter {
    private final Losses losses;
    private final PartWriter parts;
    private final ModelPartWriter modelParts;
    private final ResultsWriter results;
    /** Results that wait for those of the next turn. */
    private final List<Part.ToolResult> waiting = new ArrayList<>();

    private List<Part.ToolCall> calls = List.of();

    ContentsWriter(Destination to, ModelGeneration model, ToolNames names, Losses losses) {
        this.losses = losses;
        this.parts = new PartWriter(losses);
        this.modelParts = new ModelPartWriter(to, model, names, parts, losses);
        this.results = new ResultsWriter(CallIds.of(to), model, names, parts, losses);
    }

    void write(List<Turn> turns, ObjectNode body) {
        int first = 0;
        while (first < turns.size() && isSystem(turns.get(first))) {
            first++;
        }
        writeInstruction(turns.subList(0, first), body);
        ArrayNode contents = body.putArray("contents");
        for (Turn turn : turns.subList(first, turns.size())) {
            writeTurn(turn, contents);
        }
        writeResults(contents);
    }

    private void writeInstruction(List<Turn> turns, ObjectNode body) {
        List<Part> said = turns.stream().flatMap(turn -> turn.parts().stream()).toList();
        if (turns.stream().anyMatch(turn -> turn.role() == Turn.Role.DEVELOPER)) {
            losses.takes(Feature.DEVELOPER_ROLE);
        }
        ArrayNode out = body.arrayNode();
        said.forEach(part -> parts.write(part, out));
        if (!out.isEmpty()) {
            body.putObject("systemInstruction").set("parts", out);
        }
    }

    private void writeTurn(Turn turn, ArrayNode contents) {
        if (turn.name().isPresent()) {
            losses.takes(Feature.PARTICIPANT_NAME);
        }
        switch (turn.role()) {
            case ASSISTANT -> {
                writeResults(contents);
                calls = only(Part.ToolCall.class, turn);
                ArrayNode out = contents.arrayNode();
                modelParts.write(turn.parts(), out);
                add("model", out, contents);
            }
            case USER -> {
                waiting.addAll(only(Part.ToolResult.class, turn));
                writeUser(
                        turn.parts().stream()
                                .filter(part -> !(part instanceof Part.ToolResult))
                                .toList(),
                        contents);
            }
            case SYSTEM, DEVELOPER -> {
                if (losses.takes(Feature.SYSTEM_LATER)) {
                    writeUser(marked(turn), contents);
                }
            }
        }
    }

    private void writeUser(List<Part> said, ArrayNode contents) {
        if (said.isEmpty()) {
            return;
        }
        writeResults(contents);
        ArrayNode out = contents.arrayNode();
        said.forEach(part -> parts.write(part, out));
        add("user", out, contents);
    }

    private void writeResults(ArrayNode contents) {
        if (!waiting.isEmpty()) {
            results.write(calls, waiting, contents);
            waiting.clear();
        }
    }

    /** A later instruction must not pass for the user's words. */
    private static List<Part> marked(Turn turn) {
        String text = only(Part.Text.class, turn).stream().map(Part.Text::text).collect(Collectors.joining("\n"));
        Stream<Part> others = turn.parts().stream().filter(part -> !(part instanceof Part.Text));
        return text.isEmpty()
                ? others.toList()
                : Stream.concat(Stream.of(new Part.Text("<system>" + text + "</system>")), others)
                        .toList();
    }

    static void add(String role, ArrayNode parts, ArrayNode contents) {
        if (!parts.isEmpty()) {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    private static boolean isSystem(Turn turn) {
        return turn.role() == Turn.Role.SYSTEM || turn.role() == Turn.Role.DEVELOPER;
    }

    private static <T extends Part> List<T> only(Class<T> kind, Turn turn) {
        return turn.parts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
