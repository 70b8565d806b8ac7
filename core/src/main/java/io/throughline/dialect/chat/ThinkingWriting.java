package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Thinking.Mode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Quirk;
import java.util.Optional;

/** Writes how much to reason, in the provider's way: a word, OpenRouter's object, or a switch. */
final class ThinkingWriting {
    private static final long LOW_BUDGET = 2048;
    private static final long MEDIUM_BUDGET = 8192;

    private final Target target;
    private final ObjectNode body;

    ThinkingWriting(Target target, ObjectNode body) {
        this.target = target;
        this.body = body;
    }

    void write(Conversation asked) {
        asked.thinking().ifPresent(this::write);
    }

    private void write(Thinking thinking) {
        if (target.has(Quirk.REASONING_OBJECT)) {
            writeObject(thinking);
            return;
        }
        if (thinking.summary().isPresent()) {
            target.takes(Feature.REASONING_SUMMARY);
        }
        if (target.has(Quirk.THINKING_SWITCH)) {
            writeSwitch(thinking);
        } else if (thinking.mode() == Mode.OFF) {
            if (target.takes(Feature.REASONING_OFF)) {
                body.put("reasoning_effort", "none");
            }
        } else {
            effort(thinking).ifPresent(effort -> body.put("reasoning_effort", effort));
        }
    }

    private Optional<String> effort(Thinking thinking) {
        if (thinking.effort().isPresent()) {
            return thinking.effort()
                    .filter(effort -> target.takes(Feature.REASONING_EFFORT))
                    .map(this::known);
        }
        if (thinking.budget().isPresent()) {
            return target.takes(Feature.REASONING_BUDGET)
                    ? Optional.of(effortOf(thinking.budget().getAsLong()))
                    : Optional.empty();
        }
        if (thinking.mode() == Mode.ON && target.takes(Feature.REASONING_EFFORT)) {
            target.losses()
                    .emulate(target.losses().path(Feature.REASONING_EFFORT), "reasoning of no said effort as medium");
            return Optional.of("medium");
        }
        return Optional.empty();
    }

    private String known(String effort) {
        if (effort.equals("max")) {
            target.losses().emulate(target.losses().path(Feature.REASONING_EFFORT), "max as xhigh");
            return "xhigh";
        }
        return effort;
    }

    private static String effortOf(long budget) {
        if (budget < LOW_BUDGET) {
            return "low";
        }
        return budget < MEDIUM_BUDGET ? "medium" : "high";
    }

    private void writeObject(Thinking thinking) {
        ObjectNode reasoning = body.putObject("reasoning");
        if (thinking.mode() == Mode.OFF) {
            reasoning.put("enabled", false);
        } else if (thinking.budget().isPresent()) {
            reasoning.put("max_tokens", thinking.budget().getAsLong());
        } else if (thinking.effort().isPresent()) {
            reasoning.put("effort", known(thinking.effort().get()));
        } else {
            reasoning.put("enabled", true);
        }
        thinking.summary().ifPresent(how -> {
            if (how.equals("none") || how.equals("omitted")) {
                reasoning.put("exclude", true);
            }
        });
    }

    private void writeSwitch(Thinking thinking) {
        boolean off = thinking.mode() == Mode.OFF;
        body.putObject("thinking").put("type", off ? "disabled" : "enabled");
        if (!off && thinking.effort().isPresent()) {
            target.losses().emulate(target.losses().path(Feature.REASONING_EFFORT), "reasoning is on or off");
        }
        if (!off && thinking.budget().isPresent()) {
            target.losses().emulate(target.losses().path(Feature.REASONING_BUDGET), "reasoning is on or off");
        }
    }
}
