package io.throughline.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a call came in, and what was seen of it when. The wall clock may be set back while a call runs; its times never go back. Not safe for use by
 * several threads, but for {@link #now} and {@link #age}.
 */
final class CallClock {
    private final Instant received = Instant.now();
    private final long startedNanos = System.nanoTime();

    private Optional<Instant> sent = Optional.empty();
    private Optional<Instant> firstByte = Optional.empty();
    private Optional<Instant> firstToken = Optional.empty();
    private Optional<Instant> lastToken = Optional.empty();

    Instant received() {
        return received;
    }

    Instant now() {
        return received.plusNanos(System.nanoTime() - startedNanos);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Notes that the request went to a provider then; the first time counts. */
    void sentAt(Instant then) {
        sent = sent.isPresent() ? sent : Optional.of(then);
    }

    /** Notes that an answer's headers came then; the last time before its first token counts. */
    void headersAt(Instant then) {
        firstByte = firstToken.isPresent() ? firstByte : Optional.of(then);
    }

    /** Notes that a piece of content goes by now. */
    void tokenPassed() {
        Instant now = now();
        firstToken = firstToken.isPresent() ? firstToken : Optional.of(now);
        lastToken = Optional.of(now);
    }

    CallRecord.Times times(Instant ended) {
        return new CallRecord.Times(received, sent, firstByte, firstToken, lastToken, ended);
    }
}
