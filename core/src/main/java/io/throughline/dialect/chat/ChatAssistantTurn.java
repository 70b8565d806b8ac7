package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one assistant message. Its reasoning, words and calls stand in fields of their own; the numbers of {@code reasoning_details} tell where among
 * them reasoning belongs, first where they tell nothing.
 */
final class ChatAssistantTurn {
    private static final Optional<String> NONE = Optional.empty();

    private final ChatRequestDraft draft;
    private final ChatParts parts;
    private final String functionCallId;
    private final List<ReasoningDetail> details = new ArrayList<>();
    private final List<Part> words = new ArrayList<>();
    private final List<List<Part>> calls = new ArrayList<>();
    private String reasoning = "";
    private Optional<String> name = Optional.empty();
    private Optional<String> functionCall = Optional.empty();

    ChatAssistantTurn(ChatRequestDraft draft, ChatParts parts, String functionCallId) {
        this.draft = draft;
        this.parts = parts;
        this.functionCallId = functionCallId;
    }

    /** Returns the function called in the way of the time before tools. */
    Optional<String> functionCall() {
        return functionCall;
    }

    Turn read(Value message) {
        message.fields().forEach(this::readField);
        takeReasoning();
        return new Turn(Turn.Role.ASSISTANT, inOrder(), name);
    }

    private void readField(Value field) {
        switch (field.name()) {
            case "role" -> {}
            case "name" -> name = Optional.of(field.text());
            case "content" -> readContent(field);
            case "refusal" -> words.add(new Part.Refusal(field.text()));
            case "reasoning_content", "reasoning" -> reasoning = reasoning.isEmpty() ? field.text() : reasoning;
            case "reasoning_details" -> field.elements().forEach(entry -> ReasoningDetail.read(entry, details, draft));
            case "tool_calls" -> field.elements().forEach(this::readCall);
            case "function_call" -> readFunctionCall(field);
            case "audio" -> words.add(new Part.Foreign(ChatFields.DIALECT, "audio", field.path(), field.raw()));
            default -> {
                boolean empty = field.isArray() && field.isEmptyContainer();
                if (!empty) {
                    draft.further(Feature.UNKNOWN_FIELD, field);
                }
            }
        }
    }

    private void readContent(Value content) {
        if (!content.isText() || !content.text().isEmpty()) {
            words.addAll(0, parts.read(content));
        }
    }

    private void readCall(Value call) {
        List<Part> read = new ArrayList<>(2);
        String id = call.must("id").text();
        Value custom = call.at("custom");
        if (custom.isThere()) {
            read.add(new Part.Foreign(ChatFields.DIALECT, "custom", call.path(), call.raw()));
        } else {
            Value function = call.must("function");
            read.add(new Part.ToolCall(id, function.must("name").text(), arguments(function)));
        }
        for (Value field : call.fields()) {
            switch (field.name()) {
                case "id", "type", "index", "function", "custom" -> {}
                case "extra_content" -> readSignature(field, read);
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        calls.add(read);
    }

    /** Gemini's signature, in the place that Google gives it here. */
    private void readSignature(Value extra, List<Part> call) {
        Value google = extra.at("google");
        Value signature = google.isObject() ? google.at("thought_signature") : google;
        if (signature.isThere() && signature.isText()) {
            call.add(
                    0,
                    new Part.Reasoning("", Optional.of(signature.text()), NONE, Optional.of(ReasoningFormat.GEMINI)));
        } else {
            draft.further(Feature.UNKNOWN_FIELD, extra);
        }
    }

    private void readFunctionCall(Value call) {
        String function = call.must("name").text();
        functionCall = Optional.of(function);
        calls.add(List.of(new Part.ToolCall(functionCallId, function, arguments(call))));
    }

    private static String arguments(Value function) {
        Value arguments = function.at("arguments");
        if (!arguments.isThere()) {
            return "";
        }
        return arguments.isText() ? arguments.text() : arguments.raw();
    }

    /** The same thoughts stand in two fields; the one with the signatures counts, if it has the words as well. */
    private void takeReasoning() {
        boolean said =
                details.stream().anyMatch(detail -> !detail.block().text().isEmpty());
        if (said || reasoning.isEmpty()) {
            return;
        }
        if (details.size() == 1 && details.get(0).block().encrypted().isEmpty()) {
            ReasoningDetail only = details.get(0);
            Part.Reasoning block = only.block();
            details.set(
                    0,
                    new ReasoningDetail(
                            new Part.Reasoning(reasoning, block.signature(), NONE, block.issuer()),
                            only.index(),
                            only.callId()));
        } else {
            details.add(
                    0,
                    new ReasoningDetail(new Part.Reasoning(reasoning, NONE, NONE, NONE), OptionalLong.empty(), NONE));
        }
    }

    private List<Part> inOrder() {
        List<List<Part>> pieces = new ArrayList<>();
        if (!words.isEmpty()) {
            pieces.add(words);
        }
        pieces.addAll(calls);
        List<ReasoningDetail> waiting = new ArrayList<>(details);
        List<Part> all = new ArrayList<>();
        int position = 0;
        for (List<Part> piece : pieces) {
            while (!waiting.isEmpty() && comesBefore(waiting.get(0), position, piece)) {
                all.add(waiting.remove(0).block());
                position++;
            }
            all.addAll(piece);
            position++;
        }
        waiting.forEach(detail -> all.add(detail.block()));
        return all;
    }

    private boolean comesBefore(ReasoningDetail detail, int position, List<Part> piece) {
        Optional<String> callId = detail.callId().filter(this::isCall);
        if (callId.isPresent()) {
            return piece.get(piece.size() - 1) instanceof Part.ToolCall call
                    && call.id().equals(callId.get());
        }
        return detail.index().isEmpty() || detail.index().getAsLong() <= position;
    }

    private boolean isCall(String id) {
        return calls.stream()
                .anyMatch(call -> call.get(call.size() - 1) instanceof Part.ToolCall known
                        && known.id().equals(id));
    }
}
