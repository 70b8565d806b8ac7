package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Tells calls of tools, numbered densely from 0; to clients of the time before tools the first one alone, in their way. */
final class CallDeltas {
    private final int choice;
    private final AnswerContext context;
    private final ChoiceDeltas.Position position;
    private final Consumer<ObjectNode> out;
    private final Map<Integer, Integer> indexes = new HashMap<>();
    private final Set<Integer> withArguments = new HashSet<>();
    private int count;
    private boolean legacy;

    CallDeltas(int choice, AnswerContext context, ChoiceDeltas.Position position, Consumer<ObjectNode> out) {
        this.choice = choice;
        this.context = context;
        this.position = position;
        this.out = out;
    }

    int count() {
        return count;
    }

    boolean legacy() {
        return legacy;
    }

    void open(int block, Kind.ToolCall call, Optional<String> signature) {
        if (count == 0) {
            legacy = LegacyRequest.is(context.request());
        }
        int index = count++;
        indexes.put(block, index);
        position.next();
        if (legacy) {
            if (index == 0) {
                tellLegacy(Tree.object().put("name", call.name()).put("arguments", ""));
            }
            return;
        }
        ObjectNode told = Tree.object()
                .put("index", index)
                .put("id", call.id().isEmpty() ? newId(index) : call.id())
                .put("type", "function");
        told.putObject("function").put("name", call.name()).put("arguments", "");
        signature.ifPresent(
                value -> told.putObject("extra_content").putObject("google").put("thought_signature", value));
        tell(told);
    }

    void arguments(int block, String json) {
        boolean first = withArguments.add(block);
        if (json.isEmpty()) {
            return;
        }
        // what some providers say for a call without arguments
        String told = first && json.strip().equals("null") ? "{}" : json;
        int index = indexes.getOrDefault(block, 0);
        if (!legacy) {
            ObjectNode call = Tree.object().put("index", index);
            call.putObject("function").put("arguments", told);
            tell(call);
        } else if (index == 0) {
            tellLegacy(Tree.object().put("arguments", told));
        }
    }

    void close(int block) {
        if (!withArguments.contains(block)) {
            arguments(block, "{}");
        }
    }

    private void tell(ObjectNode call) {
        ObjectNode delta = Tree.object();
        delta.putArray("tool_calls").add(call);
        out.accept(delta);
    }

    private void tellLegacy(ObjectNode call) {
        ObjectNode delta = Tree.object();
        delta.set("function_call", call);
        out.accept(delta);
    }

    private String newId(int index) {
        return "call_" + Fingerprint.of(context.callId() + " " + choice + " " + index, 24);
    }
}
