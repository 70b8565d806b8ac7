package io.throughline.route;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a provider may take, each its own.
 *
 * @param firstToken to a stream's first piece of content, from the sending of the request
 * @param betweenTokens to say nothing within a stream
 * @param total for a whole answer that is no stream, all attempts together
 * @param streamTotal for a whole stream; without end where it is empty
 */
public record Timeouts(Duration firstToken, Duration betweenTokens, Duration total, Optional<Duration> streamTotal) {
    /** Returns 60 s, 30 s, 600 s, and no end to a stream. */
    public static Timeouts defaults() {
        return new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(600), Optional.empty());
    }

    /** Returns how long a whole call may take, where there is an end. */
    public Optional<Duration> total(boolean streamed) {
        return streamed ? streamTotal : Optional.of(total);
    }
}
