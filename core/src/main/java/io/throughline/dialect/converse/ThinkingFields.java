package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.OptionalLong;

/** Writes how much to reason into {@code additionalModelRequestFields}, each family of models in its own way. */
final class ThinkingFields {
    private static final int LOW_BUDGET = 2048;
    private static final int MEDIUM_BUDGET = 8192;

    private final ModelFamily family;
    private final String model;
    private final Losses losses;

    ThinkingFields(ModelFamily family, String model, Losses losses) {
        this.family = family;
        this.model = model;
        this.losses = losses;
    }

    /** Writes the fields, and returns how many tokens the reasoning may take where it is among those of the answer. */
    OptionalLong write(Thinking thinking, ObjectNode fields) {
        if (thinking.summary().isPresent()) {
            losses.takes(Feature.REASONING_SUMMARY);
        }
        Feature feature = feature(thinking);
        if (!losses.takes(feature)) {
            return OptionalLong.empty();
        }
        switch (family) {
            case CLAUDE -> {
                return new ClaudeThinking(ClaudeVersion.of(model), losses).write(thinking, fields);
            }
            case NOVA_2 -> nova(thinking, fields);
            case GPT_OSS -> fields.put("reasoning_effort", told(thinking, three(thinking)));
            case QWEN ->
                fields.put("reasoning_effort", told(thinking, three(thinking).equals("low") ? "low" : "high"));
            default -> {
                if (thinking.mode() != Thinking.Mode.OFF) {
                    losses.drop(losses.path(feature), "the model takes no setting of its reasoning");
                }
            }
        }
        return OptionalLong.empty();
    }

    private void nova(Thinking thinking, ObjectNode fields) {
        ObjectNode config = fields.putObject("reasoningConfig");
        if (thinking.mode() == Thinking.Mode.OFF) {
            config.put("type", "disabled");
        } else {
            config.put("type", "enabled").put("maxReasoningEffort", told(thinking, three(thinking)));
        }
    }

    /** Notes where the effort that is sent is not the one that was asked for. */
    private String told(Thinking thinking, String effort) {
        boolean same = thinking.mode() != Thinking.Mode.OFF
                && thinking.effort()
                        .map(effort::equals)
                        .orElse(thinking.budget().isEmpty());
        if (!same) {
            losses.emulate(losses.path(feature(thinking)), "sent as the effort " + effort);
        }
        return effort;
    }

    /** Returns the nearest of {@code low}, {@code medium} and {@code high}. */
    private static String three(Thinking thinking) {
        if (thinking.mode() == Thinking.Mode.OFF) {
            return "low";
        } else if (thinking.effort().isPresent()) {
            return switch (thinking.effort().get()) {
                case "none", "minimal", "low" -> "low";
                case "high", "xhigh", "max" -> "high";
                default -> "medium";
            };
        } else if (thinking.budget().isPresent()) {
            long budget = thinking.budget().getAsLong();
            return budget < LOW_BUDGET ? "low" : budget < MEDIUM_BUDGET ? "medium" : "high";
        }
        return "medium";
    }

    private static Feature feature(Thinking thinking) {
        if (thinking.mode() == Thinking.Mode.OFF) {
            return Feature.REASONING_OFF;
        }
        return thinking.effort().isEmpty() && thinking.budget().isPresent()
                ? Feature.REASONING_BUDGET
                : Feature.REASONING_EFFORT;
    }
}
