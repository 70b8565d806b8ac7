package io.throughline.record;

import io.throughline.dialect.ModelError;
import io.throughline.wire.Seconds;
import java.time.Duration;
import java.util.Optional;

/** What is told of an answer that broke off: to its client, and in its record. */
public final class BrokenAnswer {
    private BrokenAnswer() {}

    /** A failure that may tell how long the provider had sent nothing. */
    public interface Silence {
        /** Returns how long; empty where that was not why. */
        Optional<Duration> silence();
    }

    /**
     * Returns the error.
     *
     * @param otherwise what is told where the provider was not silent
     * @param cause what the answer's source said
     */
    public static ModelError error(String otherwise, Throwable cause) {
        return (cause instanceof Silence failure ? failure.silence() : Optional.<Duration>empty())
                .map(silence -> ModelError.of(
                        ModelError.Kind.TIMEOUT,
                        "The provider sent nothing for " + Seconds.of(silence) + " in the middle of its answer"))
                .orElseGet(() -> ModelError.of(ModelError.Kind.UPSTREAM, otherwise));
    }
}
