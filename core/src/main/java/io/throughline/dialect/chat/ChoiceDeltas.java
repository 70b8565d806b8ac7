package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Turns the blocks of one choice to deltas of a message: the same ones for a stream and, put together, for a whole answer. */
final class ChoiceDeltas {
    private final Consumer<ObjectNode> out;
    private final ReasoningDeltas reasoning;
    private final CallDeltas calls;
    private final CitationDeltas citations;
    private final Map<Integer, Kind> open = new TreeMap<>();
    private final Map<Integer, String> opaque = new TreeMap<>();
    private final SplitPairs pairs = new SplitPairs();
    private final Position position = new Position();
    private boolean spoken;

    ChoiceDeltas(int choice, AnswerContext context, Consumer<ObjectNode> out) {
        this.out = out;
        this.reasoning = new ReasoningDeltas(context.issuer(), position, out);
        this.calls = new CallDeltas(choice, context, position, out);
        this.citations = new CitationDeltas(out);
    }

    CallDeltas calls() {
        return calls;
    }

    void open(int block, Kind kind) {
        open.put(block, kind);
        if (kind instanceof Kind.ToolCall call) {
            calls.open(block, call, reasoning.takeHeld());
        } else if (kind instanceof Kind.Opaque other) {
            opaque.put(block, other.json());
        } else {
            reasoning.tellHeld();
            if (kind instanceof Kind.Text) {
                citations.openText(block);
            }
        }
    }

    void text(int block, String text) {
        tellText(block, pairs.take(block, text));
    }

    private void tellText(int block, String text) {
        Kind kind = open.get(block);
        if (text.isEmpty() || kind == null) {
            return;
        }
        if (kind instanceof Kind.Reasoning) {
            reasoning.text(block, text);
            return;
        }
        if (!spoken) {
            spoken = true;
            position.next();
        }
        if (kind instanceof Kind.Text) {
            citations.text(text);
            out.accept(Tree.object().put("content", text));
        } else if (kind instanceof Kind.Refusal) {
            out.accept(Tree.object().put("refusal", text));
        }
    }

    void arguments(int block, String json) {
        if (open.get(block) instanceof Kind.ToolCall) {
            calls.arguments(block, pairs.take(block, json));
        }
    }

    void signature(int block, String signature) {
        if (open.get(block) instanceof Kind.Reasoning) {
            reasoning.signature(block, signature);
        }
    }

    void encrypted(int block, String data) {
        if (open.get(block) instanceof Kind.Reasoning) {
            reasoning.encrypted(block, data);
        }
    }

    void opaque(int block, String json) {
        opaque.computeIfPresent(block, (number, before) -> json);
    }

    void close(int block) {
        tellText(block, pairs.rest(block));
        Kind kind = open.remove(block);
        if (kind instanceof Kind.Reasoning) {
            reasoning.close(block);
        } else if (kind instanceof Kind.ToolCall) {
            calls.close(block);
        } else if (kind instanceof Kind.Text) {
            citations.closeText(block);
        } else if (kind instanceof Kind.Opaque other) {
            String json = opaque.remove(block);
            tellOpaque(other.type(), json == null ? other.json() : json);
        }
    }

    /** Closes what is still open. */
    void end() {
        List<Integer> left = new ArrayList<>(open.keySet());
        left.forEach(this::close);
        reasoning.tellHeld();
    }

    /** What the provider did itself is no message of the model: it is left out. */
    private void tellOpaque(String type, String json) {
        switch (type) {
            case "annotation", "citation" -> citations.cite(Tree.of(json));
            case "image" -> out.accept(one("images", json));
            case "audio" -> {
                ObjectNode delta = Tree.object();
                delta.set("audio", Tree.of(json));
                out.accept(delta);
            }
            default -> {}
        }
    }

    private static ObjectNode one(String field, String json) {
        ObjectNode delta = Tree.object();
        delta.putArray(field).add(Tree.of(json));
        return delta;
    }

    /** Counts the pieces of a message. */
    static final class Position {
        private int next;

        int next() {
            return next++;
        }
    }
}
