package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;

/** Writes how much to reason. */
final class ThinkingWriter {
    private final Losses losses;

    ThinkingWriter(Losses losses) {
        this.losses = losses;
    }

    void write(Thinking thinking, ObjectNode body) {
        ObjectNode told = Tree.object();
        writeEffort(thinking, told);
        thinking.summary().ifPresent(word -> writeSummary(word, told));
        if (!told.isEmpty()) {
            body.set("reasoning", told);
        }
    }

    private void writeEffort(Thinking thinking, ObjectNode told) {
        if (thinking.mode() == Thinking.Mode.OFF) {
            if (losses.takes(Feature.REASONING_OFF)) {
                told.put("effort", "none");
            }
        } else if (thinking.effort().isPresent()) {
            if (losses.takes(Feature.REASONING_EFFORT)) {
                String effort = thinking.effort().get();
                told.put("effort", effort.equals("max") ? "xhigh" : effort);
            }
        } else if (thinking.budget().isPresent() && losses.takes(Feature.REASONING_BUDGET)) {
            told.put("effort", effort(thinking.budget().getAsLong()));
        }
    }

    private static String effort(long budget) {
        return budget < 2048 ? "low" : budget < 8192 ? "medium" : "high";
    }

    private void writeSummary(String word, ObjectNode told) {
        switch (word) {
            // without the field nothing is shown
            case "none", "omitted" -> {}
            case "auto", "concise", "detailed" -> put(word, told);
            default -> put("auto", told);
        }
    }

    private void put(String word, ObjectNode told) {
        if (losses.takes(Feature.REASONING_SUMMARY)) {
            told.put("summary", word);
        }
    }
}
