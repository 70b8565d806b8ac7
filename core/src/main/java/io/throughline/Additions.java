package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.mark.AnswerEditor;
import io.throughline.mark.AnswerEdits;
import io.throughline.record.Recording;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is added to the answer to one call.
 *
 * @param dialect the client's dialect
 * @param edits what is added but extras
 * @param extras writes extras, where they are due
 * @param recording what the extras tell of
 */
record Additions(String dialect, AnswerEdits edits, Optional<Extras> extras, Recording recording) {
    /** Returns whether anything is added. */
    boolean isDue() {
        return !edits.isEmpty() || extras.isPresent();
    }

    /** Returns what adds everything to a stream. */
    AnswerEditor withExtras(AnswerEdits.UsageChunk usage) {
        AnswerEdits all = all(recording::soFar);
        return AnswerEditor.of(dialect, usage == AnswerEdits.UsageChunk.IS_TAKEN_OUT ? all.withoutUsageChunk() : all);
    }

    /** Returns what adds everything to an answer that came whole, whose extras tell the price of {@code priced}. */
    AnswerEditor withExtras(Answer priced) {
        return AnswerEditor.of(dialect, all(() -> priced));
    }

    /** Returns what adds everything but extras. */
    AnswerEditor withoutExtras() {
        return AnswerEditor.of(dialect, edits);
    }

    private AnswerEdits all(Supplier<Answer> answer) {
        return extras.map(it -> edits.withExtras(() -> it.members(recording, answer.get())))
                .orElse(edits);
    }

    /** Returns whether a body can be added to as it is: a coded one can't. */
    static boolean isPlain(Headers headers) {
        return headers.all("content-encoding").stream().allMatch("identity"::equalsIgnoreCase);
    }
}
