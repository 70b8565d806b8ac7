package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads messages to turns. The results of tools, each a message of its own here, go into one turn with what the user says after them. Calls of the
 * time before tools have no ids: they are numbered through.
 */
final class ChatHistory {
    private final ChatRequestDraft draft;
    private final ChatParts parts;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    /** The tool of each call, by the call's id; what was called later counts. */
    private final Map<String, String> tools = new HashMap<>();
    /** The last call of each function without ids, by the function's name. */
    private final Map<String, String> functionCalls = new HashMap<>();

    private int functionCallCount;

    ChatHistory(ChatRequestDraft draft) {
        this.draft = draft;
        this.parts = new ChatParts(draft);
    }

    List<Turn> read(Value messages) {
        messages.elements().forEach(this::readMessage);
        endResults();
        return turns;
    }

    private void readMessage(Value message) {
        Value role = message.must("role");
        switch (role.text()) {
            case "tool" -> readToolResult(message);
            case "function" -> readFunctionResult(message);
            case "user" -> readUser(message);
            case "system" -> readText(message, Turn.Role.SYSTEM);
            case "developer" -> readText(message, Turn.Role.DEVELOPER);
            case "assistant" -> readAssistant(message);
            default -> throw role.wrong("system, developer, user, assistant, tool or function");
        }
    }

    private void readText(Value message, Turn.Role role) {
        endResults();
        addTurn(message, role, List.of());
    }

    private void readUser(Value message) {
        if (message.at("name").isThere()) {
            endResults();
        }
        List<Part> told = List.copyOf(results);
        results.clear();
        addTurn(message, Turn.Role.USER, told);
    }

    private void addTurn(Value message, Turn.Role role, List<Part> before) {
        List<Part> content = new ArrayList<>(before);
        Optional<String> name = Optional.empty();
        for (Value field : message.fields()) {
            switch (field.name()) {
                case "role" -> {}
                case "content" -> content.addAll(parts.read(field));
                case "name" -> name = Optional.of(field.text());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        turns.add(new Turn(role, content, name));
    }

    private void readAssistant(Value message) {
        endResults();
        ChatAssistantTurn turn = new ChatAssistantTurn(draft, parts, "call_" + functionCallCount);
        Turn read = turn.read(message);
        turns.add(read);
        for (Part part : read.parts()) {
            if (part instanceof Part.ToolCall call) {
                tools.put(call.id(), call.name());
            }
        }
        turn.functionCall().ifPresent(name -> functionCalls.put(name, "call_" + functionCallCount++));
    }

    private void readToolResult(Value message) {
        String id = message.must("tool_call_id").text();
        Optional<String> name = Optional.empty();
        List<Part> content = List.of();
        for (Value field : message.fields()) {
            switch (field.name()) {
                case "role", "tool_call_id" -> {}
                case "content" -> content = parts.read(field);
                case "name" -> name = Optional.of(field.text());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        Optional<String> told = name;
        results.add(
                new Part.ToolResult(id, Optional.ofNullable(tools.get(id)).or(() -> told), content, Optional.empty()));
    }

    private void readFunctionResult(Value message) {
        Value name = message.must("name");
        List<Part> content = List.of();
        for (Value field : message.fields()) {
            switch (field.name()) {
                case "role", "name" -> {}
                case "content" -> content = parts.read(field);
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        String id = functionCalls.get(name.text());
        if (id == null) {
            throw name.wrong("the name of a function that an assistant message before has called");
        }
        results.add(new Part.ToolResult(id, Optional.of(name.text()), content, Optional.empty()));
    }

    private void endResults() {
        if (!results.isEmpty()) {
            turns.add(Turn.of(Turn.Role.USER, results));
            results.clear();
        }
    }
}
