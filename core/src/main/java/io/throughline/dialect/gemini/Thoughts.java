package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts thoughts together that a client keeps as it got them from a stream: piece by piece, the signature with the last. */
final class Thoughts {
    private Thoughts() {}

    static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        for (Part part : parts) {
            int last = joined.size() - 1;
            if (part instanceof Part.Reasoning more
                    && last >= 0
                    && joined.get(last) instanceof Part.Reasoning before
                    && isPieceOf(before, more)) {
                joined.set(
                        last,
                        new Part.Reasoning(
                                before.text() + more.text(), more.signature(), more.encrypted(), more.issuer()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    /** A signature of Gemini's own without text belongs to the part behind it, and not to the thoughts before it. */
    private static boolean isPieceOf(Part.Reasoning before, Part.Reasoning more) {
        boolean open = before.signature().isEmpty() && before.encrypted().isEmpty();
        boolean standsAlone = more.text().isEmpty() && more.issuer().equals(Optional.of(GeminiDialect.ISSUER));
        return open && !standsAlone;
    }
}
