package io.throughline.standalone;

import io.throughline.testkit.RecordedCase;
import java.util.List;
import java.util.Optional;

/** Why a client may read something else than the provider said: the reasons, each for what it alone explains. */
final class TranslationDifferences {
    private TranslationDifferences() {}

    /** Returns the reasons of those differences that have one. */
    static List<String> reasons(RecordedCase recorded, String client, List<String> differences) {
        return differences.stream()
                .flatMap(difference -> reason(recorded, client, difference).stream())
                .toList();
    }

    private static Optional<String> reason(RecordedCase recorded, String client, String difference) {
        if (client.equals("anthropic-messages") && difference.startsWith("usage: expected Optional.empty")) {
            return Optional.of("a message always tells its usage: zero where the provider told none");
        }
        return Optional.empty();
    }
}
