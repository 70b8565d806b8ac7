package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tells how much to reason, in the way of the model's generation, and how many tokens the answer may have, reasoning among them. */
final class ThinkingWriter {
    private static final long LEAST_BUDGET = 1_024;
    private static final Set<String> HIDDEN = Set.of("omitted", "none", "off", "false");

    private final ClaudeModel model;
    private final Losses losses;
    private final long most;
    private long maxTokens;
    private Optional<ObjectNode> thinking = Optional.empty();
    private Optional<String> effort = Optional.empty();
    private boolean budgeted;

    ThinkingWriter(Conversation asked, ClaudeModel model, Destination to, Losses losses) {
        this.model = model;
        this.losses = losses;
        this.most = model.maxTokens(to.maxOutputTokens());
        this.maxTokens = maxTokens(asked.sampling().maxTokens(), to);
        asked.thinking().ifPresent(this::take);
    }

    long maxTokens() {
        return maxTokens;
    }

    /** Returns {@code thinking}, where it is to be said. */
    Optional<ObjectNode> thinking() {
        return thinking;
    }

    /** Returns {@code output_config.effort}, where it is to be said. */
    Optional<String> effort() {
        return effort;
    }

    /** Returns whether the model was told to think. */
    boolean isOn() {
        return thinking.isPresent() && !thinking.get().path("type").asText().equals("disabled");
    }

    /** Returns whether the model thinks with a budget, beside which no tool can be forced. */
    boolean isBudgeted() {
        return budgeted;
    }

    private long maxTokens(OptionalLong asked, Destination to) {
        if (asked.isPresent() && losses.takes(Feature.MAX_TOKENS)) {
            return asked.getAsLong();
        }
        if (to.maxOutputTokens().isEmpty() && !model.isKnown()) {
            losses.emulate(
                    losses.path(Feature.MAX_TOKENS), "the target demands a limit, nobody knows the model's: " + most);
        }
        return most;
    }

    private void take(Thinking asked) {
        if (asked.mode() == Thinking.Mode.OFF) {
            switchOff();
            return;
        }
        Optional<String> level = asked.effort().filter(told -> losses.takes(Feature.REASONING_EFFORT));
        OptionalLong budget = asked.budget().isPresent() && losses.takes(Feature.REASONING_BUDGET)
                ? asked.budget()
                : OptionalLong.empty();
        if (!model.thinks()) {
            losses.drop(losses.path(Feature.REASONING_EFFORT), "the model does not reason");
            return;
        }
        if (model.adapts() && (budget.isEmpty() || !model.takesBudget())) {
            adapt(level, budget);
        } else {
            spend(level, budget);
        }
        asked.summary().filter(told -> losses.takes(Feature.REASONING_SUMMARY)).ifPresent(this::show);
    }

    private void switchOff() {
        if (!losses.takes(Feature.REASONING_OFF) || !model.thinks()) {
            return;
        }
        if (model.alwaysThinks()) {
            losses.emulate(losses.path(Feature.REASONING_OFF), "the model always reasons; it is asked for low effort");
            effort = Optional.of("low");
        } else {
            thinking = Optional.of(type("disabled"));
        }
    }

    private void adapt(Optional<String> level, OptionalLong budget) {
        thinking = Optional.of(type("adaptive"));
        if (level.isPresent()) {
            effort = level.map(this::taken);
        } else if (budget.isPresent()) {
            effort = Optional.of(ClaudeModel.effort(budget.getAsLong()));
            losses.emulate(
                    losses.path(Feature.REASONING_BUDGET), "the model takes no budget but an effort: " + effort.get());
        }
    }

    private String taken(String asked) {
        String taken = model.effort(asked);
        if (!taken.equals(asked)) {
            losses.emulate(losses.path(Feature.REASONING_EFFORT), "the model's effort that comes nearest: " + taken);
        }
        return taken;
    }

    private void spend(Optional<String> level, OptionalLong asked) {
        long budget = asked.orElseGet(() -> ClaudeModel.budget(level.orElse("medium")));
        if (asked.isEmpty()) {
            losses.emulate(losses.path(Feature.REASONING_EFFORT), "the model takes a budget of tokens: " + budget);
        } else if (budget < LEAST_BUDGET) {
            losses.emulate(losses.path(Feature.REASONING_BUDGET), "the least that the model takes: " + LEAST_BUDGET);
        }
        budget = Math.max(LEAST_BUDGET, budget);
        if (budget >= maxTokens) {
            maxTokens = Math.max(budget + 1, Math.min(most, maxTokens + budget));
            losses.emulate(
                    losses.path(Feature.MAX_TOKENS), "raised by the budget of reasoning, which it holds: " + maxTokens);
        }
        if (asked.isPresent() && model.adapts()) {
            effort = level.map(this::taken);
        }
        thinking = Optional.of(type("enabled").put("budget_tokens", budget));
        budgeted = true;
    }

    /** Models that take a budget show their thoughts in any case. */
    private void show(String word) {
        boolean hidden = HIDDEN.contains(word);
        if (!budgeted || hidden) {
            thinking.ifPresent(told -> told.put("display", hidden ? "omitted" : "summarized"));
        }
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
