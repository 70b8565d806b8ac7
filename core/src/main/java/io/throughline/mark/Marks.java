package io.throughline.mark;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one answer gains, and what of it was given already. */
final class Marks {
    private final AnswerEdits edits;
    private boolean extrasDue;

    Marks(AnswerEdits edits) {
        this.edits = edits;
        extrasDue = edits.extras().isPresent();
    }

    /** Returns the signature as it stands behind a text, escaped for JSON; the empty string where none is due. */
    String signature(TextEnd text) {
        return edits.signature()
                .filter(sig -> text.isSigned())
                .map(text::signed)
                .orElse("");
    }

    boolean signs() {
        return edits.signature().isPresent();
    }

    @Nullable
    ToolStamp stamp() {
        return edits.stamp().orElse(null);
    }

    boolean takesUsageOut() {
        return edits.usage() == AnswerEdits.UsageChunk.IS_TAKEN_OUT;
    }

    boolean extrasDue() {
        return extrasDue;
    }

    /** Ends an answer that failed: it gets no extras. */
    void dropExtras() {
        extrasDue = false;
    }

    /** Returns the members for the end of an object that has others, a comma before them; the empty string where none are due. */
    String extras() {
        Supplier<String> members = edits.extras().orElse(() -> "");
        if (!extrasDue) {
            return "";
        }
        extrasDue = false;
        String told = members.get();
        return told.isEmpty() ? "" : "," + told;
    }
}
