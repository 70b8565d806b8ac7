package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.OptionalLong;

/** Writes how much Claude is to think. */
final class ClaudeThinking {
    private static final long LEAST_BUDGET = 1024;
    private static final long MEDIUM_BUDGET = 4096;
    private static final long HIGH_BUDGET = 16384;
    private static final long HIGHEST_BUDGET = 32000;

    private final ClaudeVersion version;
    private final Losses losses;

    ClaudeThinking(ClaudeVersion version, Losses losses) {
        this.version = version;
        this.losses = losses;
    }

    /** Writes the fields, and returns the budget, where there is one. */
    OptionalLong write(Thinking thinking, ObjectNode fields) {
        if (thinking.mode() == Thinking.Mode.OFF) {
            if (version.thinks()) {
                fields.putObject("thinking").put("type", "disabled");
            }
            return OptionalLong.empty();
        } else if (!version.thinks()) {
            losses.drop(losses.path(Feature.REASONING_EFFORT), "the model does not reason");
            return OptionalLong.empty();
        }
        boolean budgeted = version.hasBudget() && (thinking.budget().isPresent() || !version.isAdaptive());
        if (budgeted) {
            return OptionalLong.of(budget(thinking, fields));
        }
        adaptive(thinking, fields);
        return OptionalLong.empty();
    }

    private void adaptive(Thinking thinking, ObjectNode fields) {
        if (thinking.budget().isPresent()) {
            losses.emulate(losses.path(Feature.REASONING_BUDGET), "the model itself decides how much to think");
        }
        fields.putObject("thinking").put("type", "adaptive");
        thinking.effort().ifPresent(effort -> {
            String sent = effort.equals("minimal") ? "low" : effort;
            if (!sent.equals(effort)) {
                losses.emulate(losses.path(Feature.REASONING_EFFORT), "sent as the effort " + sent);
            }
            fields.putObject("output_config").put("effort", sent);
        });
    }

    private long budget(Thinking thinking, ObjectNode fields) {
        long wanted =
                thinking.budget().orElseGet(() -> ofEffort(thinking.effort().orElse("medium")));
        long budget = Math.max(wanted, LEAST_BUDGET);
        if (thinking.budget().isEmpty()) {
            losses.emulate(losses.path(Feature.REASONING_EFFORT), "sent as a budget of " + budget + " tokens");
        } else if (budget != wanted) {
            losses.emulate(
                    losses.path(Feature.REASONING_BUDGET), "raised to " + budget + " tokens, the least there is");
        }
        fields.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        return budget;
    }

    private static long ofEffort(String effort) {
        return switch (effort) {
            case "none", "minimal", "low" -> LEAST_BUDGET;
            case "high" -> HIGH_BUDGET;
            case "xhigh", "max" -> HIGHEST_BUDGET;
            default -> MEDIUM_BUDGET;
        };
    }
}
