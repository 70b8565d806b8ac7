package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells reasoning. Text goes out at once; a signature when its block closes, in one piece; and one of Gemini's that stands alone when it is known
 * whether it belongs to a call.
 */
final class ReasoningDeltas {
    private final String issuer;
    private final ChoiceDeltas.Position position;
    private final Consumer<ObjectNode> out;
    private final Map<Integer, Thought> open = new HashMap<>();
    private Optional<String> held = Optional.empty();

    ReasoningDeltas(String issuer, ChoiceDeltas.Position position, Consumer<ObjectNode> out) {
        this.issuer = issuer;
        this.position = position;
        this.out = out;
    }

    void text(int block, String text) {
        ObjectNode delta = Tree.object().put("reasoning_content", text);
        detail(delta, "reasoning.text", "text", text, place(thought(block)));
        out.accept(delta);
    }

    void signature(int block, String signature) {
        thought(block).signature.append(signature);
    }

    void encrypted(int block, String data) {
        String carried = ReasoningFormat.carried(issuer, true, data);
        tell("reasoning.encrypted", "data", carried, place(thought(block)));
    }

    void close(int block) {
        Thought thought = open.remove(block);
        if (thought == null || thought.signature.isEmpty()) {
            return;
        }
        String signature = thought.signature.toString();
        if (thought.place == null && issuer.equals(ReasoningFormat.GEMINI)) {
            tellHeld();
            held = Optional.of(signature);
        } else {
            tellSignature(signature, place(thought));
        }
    }

    /** Returns the signature that stood alone before what comes now, which takes it. */
    Optional<String> takeHeld() {
        Optional<String> taken = held;
        held = Optional.empty();
        return taken;
    }

    /** Tells the signature that stood alone, since it belongs to no call. */
    void tellHeld() {
        takeHeld().ifPresent(signature -> tellSignature(signature, position.next()));
    }

    private void tellSignature(String signature, int place) {
        tell("reasoning.text", "signature", ReasoningFormat.carried(issuer, false, signature), place);
    }

    private void tell(String type, String field, String value, int place) {
        ObjectNode delta = Tree.object();
        detail(delta, type, field, value, place);
        out.accept(delta);
    }

    private void detail(ObjectNode delta, String type, String field, String value, int place) {
        delta.putArray("reasoning_details")
                .addObject()
                .put("type", type)
                .put(field, value)
                .put("format", ReasoningFormat.of(issuer))
                .put("index", place);
    }

    private int place(Thought thought) {
        Integer known = thought.place;
        if (known == null) {
            known = position.next();
            thought.place = known;
        }
        return known;
    }

    private Thought thought(int block) {
        return open.computeIfAbsent(block, number -> new Thought());
    }

    private static final class Thought {
        private final StringBuilder signature = new StringBuilder();
        /** Where among the message's pieces it stands, once it is told. */
        private @Nullable Integer place;
    }
}
