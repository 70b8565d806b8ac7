package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code system} and {@code messages} to turns. Made for one request. */
final class TurnReader {
    private final BlockReader blocks;
    private final List<Further> further;
    private final Places places;
    /** The tool that each call so far is of, by the call's id. */
    private final Map<String, String> called = new HashMap<>();

    TurnReader(List<Further> further, Places places) {
        this.further = further;
        this.places = places;
        this.blocks = new BlockReader(further);
    }

    /** Reads {@code system}; none where there is nothing in it. */
    List<Turn> system(RequestValue system) {
        List<Part> parts = content(system, Role.SYSTEM);
        boolean says = parts.stream()
                .anyMatch(
                        part -> !(part instanceof Part.Text text && text.text().isEmpty()));
        return says ? List.of(Turn.of(Role.SYSTEM, parts)) : List.of();
    }

    /** Reads {@code messages}. */
    List<Turn> messages(RequestValue messages) {
        List<Turn> turns = new ArrayList<>();
        for (RequestValue message : messages.elements()) {
            RequestValue role = message.must("role");
            turns.add(Turn.of(roleOf(role), content(message.must("content"), roleOf(role))));
            message.fields((name, value) -> {
                if (!name.equals("role") && !name.equals("content")) {
                    further.add(value.as(Feature.UNKNOWN_FIELD));
                }
            });
        }
        return turns;
    }

    private static Role roleOf(RequestValue role) {
        return switch (role.text()) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> throw role.wrong("user, assistant or system");
        };
    }

    /** Reads blocks; the results of tools come first, whatever stood before them. */
    private List<Part> content(RequestValue content, Role role) {
        if (content.json().isTextual()) {
            return List.of(new Part.Text(content.text()));
        }
        List<Part> results = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        for (RequestValue block : content.elements()) {
            switch (block.must("type").text()) {
                case "tool_use" -> others.addAll(call(block, role));
                case "tool_result" -> results.addAll(result(block, role));
                default -> others.addAll(placed(block));
            }
        }
        results.addAll(others);
        return results;
    }

    private List<Part> call(RequestValue block, Role role) {
        if (role != Role.ASSISTANT) {
            throw Losses.refused(block.path(), block.path() + " must stand in a turn of the assistant");
        }
        blocks.expect(block, Set.of("id", "name", "input"));
        String id = block.must("id").text();
        String name = block.must("name").text();
        called.put(id, name);
        String input = block.at("input").map(RequestValue::compact).orElse("{}");
        return blocks.marked(block, new Part.ToolCall(id, name, input));
    }

    private List<Part> result(RequestValue block, Role role) {
        if (role != Role.USER) {
            throw Losses.refused(block.path(), block.path() + " must stand in a turn of the user");
        }
        blocks.expect(block, Set.of("tool_use_id", "content", "is_error"));
        RequestValue id = block.must("tool_use_id");
        String name = called.get(id.text());
        if (name == null) {
            throw Losses.refused(id.path(), id.path() + " names no tool_use before it: " + id.text());
        }
        List<Part> told = new ArrayList<>();
        block.at("content").ifPresent(content -> told.addAll(told(content)));
        Optional<Boolean> error = block.at("is_error").map(RequestValue::flag);
        return blocks.marked(block, new Part.ToolResult(id.text(), Optional.of(name), told, error));
    }

    private List<Part> told(RequestValue content) {
        if (content.json().isTextual()) {
            return List.of(new Part.Text(content.text()));
        }
        List<Part> told = new ArrayList<>();
        for (RequestValue block : content.elements()) {
            told.addAll(placed(block));
        }
        return told;
    }

    private List<Part> placed(RequestValue block) {
        List<Part> parts = blocks.read(block);
        parts.forEach(part -> places.put(part, block.path()));
        return parts;
    }
}
