package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.Set;

/** Writes whether to reason, as {@code think}. Models of the gpt-oss family take how hard to, all others whether to alone. */
final class OllamaThinking {
    private static final String FIELD = "think";
    private static final Set<String> LEVELS = Set.of("low", "medium", "high");

    private final boolean leveled;
    private final Losses losses;
    private final ObjectNode body;

    OllamaThinking(String model, Losses losses, ObjectNode body) {
        this.leveled = model.contains("gpt-oss");
        this.losses = losses;
        this.body = body;
    }

    void write(Conversation asked) {
        asked.thinking().ifPresent(this::write);
    }

    private void write(Thinking thinking) {
        if (thinking.summary().isPresent()) {
            losses.takes(Feature.REASONING_SUMMARY);
        }
        if (thinking.mode() == Thinking.Mode.OFF) {
            if (losses.takes(Feature.REASONING_OFF)) {
                body.put(FIELD, false);
            }
            return;
        }
        boolean budget = thinking.budget().isPresent() && losses.takes(Feature.REASONING_BUDGET);
        if (thinking.effort().isPresent() && losses.takes(Feature.REASONING_EFFORT)) {
            writeEffort(thinking.effort().get());
        } else if (budget || thinking.mode() == Thinking.Mode.ON) {
            body.put(FIELD, true);
        }
    }

    private void writeEffort(String effort) {
        String path = losses.path(Feature.REASONING_EFFORT);
        if (!leveled) {
            losses.emulate(path, "reasoning is on; how hard can't be chosen");
            body.put(FIELD, true);
        } else if (LEVELS.contains(effort)) {
            body.put(FIELD, effort);
        } else {
            String nearest = effort.equals("minimal") ? "low" : "high";
            losses.emulate(path, "as " + nearest);
            body.put(FIELD, nearest);
        }
    }
}
