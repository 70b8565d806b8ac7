package io.throughline;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.messages.Prefill;
import io.throughline.provider.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What another target is asked that goes on with a text: what was said so far is the model's last turn, and where the target would begin a new one it is told not to. */
final class Onward {
    static final String INSTRUCTION =
            "Your answer was cut off. Go on exactly where it stopped, in the middle of a word if need be. Repeat nothing of it, "
                    + "and say nothing of the interruption.";

    private static final int LETTERS_A_TOKEN = 4;

    private Onward() {}

    /** Returns whether a text is all that can come of a request, so that anyone may go on with it. */
    static boolean isPossible(Conversation asked) {
        Sampling sampling = asked.sampling();
        boolean forced = asked.toolChoice()
                .filter(choice -> !(choice instanceof ToolChoice.Auto || choice instanceof ToolChoice.None))
                .isPresent();
        boolean begun = !asked.turns().isEmpty()
                && asked.turns().get(asked.turns().size() - 1).role() == Turn.Role.ASSISTANT;
        return asked.format().isEmpty()
                && !forced
                && !begun
                && sampling.choices().orElse(1) == 1
                && !sampling.logprobs().orElse(false)
                && sampling.topLogprobs().isEmpty();
    }

    /** Returns whether a target goes on by itself with the model's last turn. */
    static boolean isPrefilled(Target target, String spoken) {
        return switch (spoken) {
            case "anthropic-messages", "bedrock-converse" -> Prefill.isTakenBy(target.model());
            case "ollama-chat" -> true;
            default -> false;
        };
    }

    /**
     * Returns what to ask.
     *
     * @param asked what the client asked
     * @param text what was said so far
     * @param prefilled whether the target goes on by itself; it takes no blanks at the end, and thinks no more
     */
    static Conversation from(Conversation asked, String text, boolean prefilled) {
        List<Turn> turns = new ArrayList<>(asked.turns());
        turns.add(turn(Turn.Role.ASSISTANT, text.stripTrailing()));
        if (!prefilled) {
            turns.add(turn(Turn.Role.USER, INSTRUCTION));
        }
        return new Conversation(
                asked.model(),
                asked.stream(),
                asked.streamUsage(),
                turns,
                asked.tools(),
                asked.toolChoice(),
                asked.parallelTools(),
                shortened(asked.sampling(), text.length() / LETTERS_A_TOKEN),
                asked.format(),
                prefilled ? Optional.empty() : asked.thinking(),
                asked.user(),
                asked.serviceTier(),
                asked.further(),
                asked.places());
    }

    private static Turn turn(Turn.Role role, String text) {
        return Turn.of(role, List.of(new Part.Text(text)));
    }

    /** What was said counts in what the client lets the answer have. */
    private static Sampling shortened(Sampling asked, long tokens) {
        OptionalLong most = asked.maxTokens().isPresent()
                ? OptionalLong.of(Math.max(1, asked.maxTokens().getAsLong() - tokens))
                : OptionalLong.empty();
        return new Sampling(
                most,
                asked.temperature(),
                asked.topP(),
                asked.topK(),
                asked.stop(),
                asked.choices(),
                asked.seed(),
                asked.frequencyPenalty(),
                asked.presencePenalty(),
                asked.logprobs(),
                asked.topLogprobs());
    }
}
