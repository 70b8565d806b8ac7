package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn.Role;
import io.throughline.dialect.conversation.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the field {@code input}. */
final class InputReader {
    /** What items say of themselves, and what nobody needs who keeps no items. */
    private static final Set<String> OF_THE_ITEM = Set.of("type", "id", "status", "role");

    private final RequestDraft draft;
    private final TurnsDraft turns;
    private final ContentReader contents;

    InputReader(RequestDraft draft) {
        this.draft = draft;
        this.turns = draft.turns;
        this.contents = new ContentReader(draft);
    }

    void read(Value input) {
        if (input.isText()) {
            turns.message(Role.USER, List.of(new Part.Text(input.text())));
        } else {
            input.optionalElements().forEach(this::readItem);
        }
    }

    private void readItem(Value item) {
        String type = item.at("type").optionalText().orElse("message");
        switch (type) {
            case "message" -> readMessage(item);
            case "function_call" -> readCall(item);
            case "function_call_output" -> readResult(item);
            case "reasoning" -> readReasoning(item);
            case "item_reference" -> draft.further(Feature.STORED_STATE, item);
            default -> readForeign(type, item);
        }
    }

    private void readMessage(Value item) {
        Value role = item.must("role");
        List<Part> parts = contents.read(item.at("content"));
        switch (role.text()) {
            case "user" -> turns.message(Role.USER, parts);
            case "assistant" -> turns.assistant(parts);
            case "system" -> turns.message(Role.SYSTEM, parts);
            case "developer" -> turns.message(Role.DEVELOPER, parts);
            default -> throw role.wrong("one of user, assistant, system and developer");
        }
        readRest(item, Set.of("content"));
    }

    private void readCall(Value item) {
        turns.call(new Part.ToolCall(
                item.must("call_id").text(),
                item.must("name").text(),
                item.at("arguments").optionalText().orElse("")));
        readRest(item, Set.of("call_id", "name", "arguments"));
    }

    private void readResult(Value item) {
        turns.result(item.must("call_id").text(), contents.read(item.at("output")));
        readRest(item, Set.of("call_id", "output"));
    }

    private void readReasoning(Value item) {
        // some providers tell the same thoughts in both
        String summary = text(item.at("summary"));
        String text = summary.isEmpty() ? text(item.at("content")) : summary;
        turns.assistant(List.of(reasoning(text, item.at("encrypted_content").optionalText())));
        readRest(item, Set.of("summary", "content", "encrypted_content"));
    }

    private static String text(Value parts) {
        return parts.optionalElements().stream()
                .map(part -> part.must("text").text())
                .collect(Collectors.joining("\n\n"));
    }

    private static Part.Reasoning reasoning(String text, Optional<String> carried) {
        Optional<IssuerTag> tag = carried.flatMap(IssuerTag::read);
        if (tag.isPresent()) {
            Optional<String> value = Optional.of(tag.get().value());
            Optional<String> issuer = Optional.of(tag.get().issuer());
            return tag.get().encrypted()
                    ? new Part.Reasoning(text, Optional.empty(), value, issuer)
                    : new Part.Reasoning(text, value, Optional.empty(), issuer);
        }
        return new Part.Reasoning(text, Optional.empty(), carried, carried.map(form -> ResponsesFields.ISSUER));
    }

    /** Calls and results of tools that only OpenAI runs, and tools with free text. */
    private void readForeign(String type, Value item) {
        Part.Foreign piece = new Part.Foreign(ResponsesFields.DIALECT, type, item.path(), item.raw());
        boolean ofTheModel = !type.endsWith("_output") && !type.endsWith("_response");
        if (ofTheModel) {
            turns.assistant(List.of(piece));
        } else {
            turns.foreign(piece);
        }
    }

    private void readRest(Value item, Set<String> read) {
        for (Value field : item.fields()) {
            if (!read.contains(field.name()) && !OF_THE_ITEM.contains(field.name())) {
                draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
    }
}
