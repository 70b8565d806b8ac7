package io.throughline.thread;

import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent;
import io.throughline.thread.history.AnswerTurn;
import io.throughline.thread.history.History;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One choice of an answer that is being served. Used by one thread at a time. */
final class ServedChoice {
    private static final int MOST_BLOCKS = 1024;
    private static final int MOST_ARGUMENTS = 4 * 1024 * 1024;

    private final AnswerTurn turn;
    private final Set<Integer> texts = new HashSet<>();
    private final Map<Integer, Called> calls = new HashMap<>();
    private int held;
    private boolean tooMuch;

    ServedChoice(History history) {
        turn = history.answer();
    }

    void open(int block, StreamEvent.Kind kind) {
        if (texts.size() + calls.size() >= MOST_BLOCKS) {
            tooMuch = true;
        } else if (kind instanceof StreamEvent.Kind.ToolCall called) {
            calls.put(block, new Called(called.name(), new StringBuilder()));
        } else if (kind instanceof StreamEvent.Kind.Text || kind instanceof StreamEvent.Kind.Refusal) {
            texts.add(block);
        }
    }

    void text(int block, String text) {
        if (texts.contains(block)) {
            turn.text(text);
        }
    }

    void arguments(int block, String json) {
        Called called = calls.get(block);
        if (called == null) {
            return;
        }
        held += json.length();
        tooMuch |= held > MOST_ARGUMENTS;
        if (!tooMuch) {
            called.arguments.append(json);
        }
    }

    void close(int block) {
        Called called = calls.remove(block);
        if (called != null) {
            held -= called.arguments.length();
            turn.call(called.name, called.arguments.toString());
        }
    }

    void block(Block block) {
        if (block instanceof Block.Text text) {
            turn.text(text.text());
        } else if (block instanceof Block.Refusal refusal) {
            turn.text(refusal.text());
        } else if (block instanceof Block.ToolCall called) {
            turn.call(called.name(), called.arguments());
        }
    }

    /** A call that is still open is one that was cut off, or nobody says where it ends. */
    Set<Long> fingerprints() {
        Set.copyOf(calls.keySet()).forEach(this::close);
        return tooMuch ? Set.of() : turn.fingerprints();
    }

    private record Called(String name, StringBuilder arguments) {}
}
