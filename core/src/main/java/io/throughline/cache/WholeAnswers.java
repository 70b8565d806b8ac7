package io.throughline.cache;

import io.throughline.dialect.Answer;
import io.throughline.dialect.FinishReason;
import java.util.EnumSet;
import java.util.Set;

/** Says which answers are worth being given again: complete ones, that the provider has ended by itself. */
final class WholeAnswers {
    /** What a filter has held back may pass the next time; a paused turn waits to be sent on. */
    private static final Set<FinishReason> COMPLETE =
            EnumSet.of(FinishReason.STOP, FinishReason.STOP_SEQUENCE, FinishReason.LENGTH, FinishReason.TOOL_CALLS);

    private WholeAnswers() {}

    static boolean isWhole(Answer answer) {
        return answer.error().isEmpty()
                && answer.usage().isPresent()
                && !answer.choices().isEmpty()
                && answer.choices().stream()
                        .allMatch(choice ->
                                choice.finishReason().filter(COMPLETE::contains).isPresent());
    }
}
