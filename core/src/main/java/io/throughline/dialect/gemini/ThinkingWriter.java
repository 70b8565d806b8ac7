package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.Optional;
import java.util.Set;

/** Writes {@code thinkingConfig}: levels since Gemini 3, budgets before. Source: Gemini's guide to thinking, as of 2026. */
final class ThinkingWriter {
    private static final Set<String> NOT_SHOWN = Set.of("none", "omitted", "disabled");
    private static final long DYNAMIC = -1;
    private static final long LOW = 1024;
    private static final long MEDIUM = 8192;

    private final ModelGeneration model;
    private final Losses losses;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    ThinkingWriter(ModelGeneration model, Losses losses) {
        this.model = model;
        this.losses = losses;
    }

    Optional<ObjectNode> write(Thinking thinking) {
        boolean off = thinking.mode() == Thinking.Mode.OFF
                || thinking.effort().filter("none"::equals).isPresent();
        if (!model.thinks()) {
            if (!off) {
                losses.drop(losses.path(feature(thinking)), "the model does not reason");
            }
            return Optional.empty();
        }
        if (off) {
            if (losses.takes(Feature.REASONING_OFF)) {
                writeOff();
            }
        } else {
            writeHowMuch(thinking);
            boolean shown = thinking.summary().filter(NOT_SHOWN::contains).isEmpty();
            if (shown && losses.takes(Feature.REASONING_SUMMARY)) {
                config.put("includeThoughts", true);
            }
        }
        return config.isEmpty() ? Optional.empty() : Optional.of(config);
    }

    private static Feature feature(Thinking thinking) {
        return thinking.budget().isPresent() ? Feature.REASONING_BUDGET : Feature.REASONING_EFFORT;
    }

    private void writeOff() {
        if (!model.isThird() && !model.pro()) {
            config.put("thinkingBudget", 0);
            return;
        }
        losses.emulate(losses.path(Feature.REASONING_OFF), "the model always reasons; it is asked for the least");
        if (model.isThird()) {
            config.put("thinkingLevel", model.pro() ? "low" : "minimal");
        } else {
            config.put("thinkingBudget", model.leastBudget());
        }
    }

    private void writeHowMuch(Thinking thinking) {
        if (thinking.effort().isPresent()) {
            if (losses.takes(Feature.REASONING_EFFORT)) {
                writeEffort(thinking.effort().get());
            }
        } else if (thinking.budget().isPresent()) {
            if (losses.takes(Feature.REASONING_BUDGET)) {
                writeBudget(thinking.budget().getAsLong());
            }
        } else if (!model.isThird()) {
            config.put("thinkingBudget", DYNAMIC);
        }
    }

    private void writeEffort(String effort) {
        String path = losses.path(Feature.REASONING_EFFORT);
        if (!model.isThird()) {
            switch (effort) {
                case "minimal", "low" -> config.put("thinkingBudget", LOW);
                case "medium" -> config.put("thinkingBudget", MEDIUM);
                case "high", "xhigh", "max" -> config.put("thinkingBudget", model.greatestBudget());
                default -> losses.drop(path, "there is no such effort");
            }
            return;
        }
        switch (effort) {
            case "minimal" -> writeLevel(model.pro() ? "low" : "minimal", effort, path);
            case "low", "medium", "high" -> writeLevel(effort, effort, path);
            case "xhigh", "max" -> writeLevel("high", effort, path);
            default -> losses.drop(path, "there is no such effort");
        }
    }

    private void writeLevel(String level, String effort, String path) {
        if (!level.equals(effort)) {
            losses.emulate(path, effort + " is sent as " + level);
        }
        config.put("thinkingLevel", level);
    }

    /** Gemini 3 is asked in levels, as its guide advises. */
    private void writeBudget(long budget) {
        String path = losses.path(Feature.REASONING_BUDGET);
        if (model.isThird()) {
            String level = budget < 2 * LOW ? "low" : budget < MEDIUM ? "medium" : "high";
            losses.emulate(path, "the budget is sent as the level " + level);
            config.put("thinkingLevel", level);
            return;
        }
        long sent = Math.max(model.leastBudget(), Math.min(budget, model.greatestBudget()));
        if (sent != budget) {
            losses.emulate(path, "the model takes " + model.leastBudget() + " to " + model.greatestBudget());
        }
        config.put("thinkingBudget", sent);
    }
}
