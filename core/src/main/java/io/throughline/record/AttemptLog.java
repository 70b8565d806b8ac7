package io.throughline.record;

import io.throughline.dialect.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempts of a call that runs: those that are over, and the one under way. Guarded by its {@link Recording}. */
final class AttemptLog {
    private final Instant received;
    private final List<CallRecord.Attempt> attempts = new ArrayList<>(1);
    private final List<CallRecord.Continued> continued = new ArrayList<>(0);
    private @Nullable Instant begun;
    private boolean headed;
    private Optional<String> span = Optional.empty();

    /** Makes a log of a call that came in then. */
    AttemptLog(Instant received) {
        this.received = received;
    }

    /** Notes the span that the attempt under way is, or the next one. */
    void spanIs(String spanId) {
        span = Optional.of(spanId);
    }

    /** Notes that an attempt began. */
    void began(Instant then) {
        begun = then;
        headed = false;
    }

    /** Notes one that ran beside the one under way, and is over. */
    void beside(CallRecord.Attempt attempt) {
        attempts.add(begun != null && headed ? attempts.size() - 1 : attempts.size(), attempt);
    }

    /** Notes that the provider answered with headers. */
    void headersCame(String target, int status, Instant now) {
        headed = true;
        attempts.add(attempt(target, Optional.of(status), now));
    }

    /** Notes why the attempt under way failed, if one is. */
    void failed(String target, String errorClass, Optional<Usage> used, Instant now) {
        if (begun == null) {
            return;
        }
        if (!headed) {
            attempts.add(attempt(target, Optional.empty(), now).failed(errorClass, used));
        } else if (!attempts.isEmpty()) {
            CallRecord.Attempt last = attempts.remove(attempts.size() - 1);
            attempts.add(last.failed(errorClass, used));
        }
        begun = null;
    }

    /** Notes the tokens that an attempt is paid for although its answer is not the one that counts. */
    void used(int attempt, Usage tokens) {
        attempts.set(attempt, attempts.get(attempt).failed("", Optional.of(tokens)));
    }

    /** Notes that the answer broke after so many characters of its text, and another target goes on. */
    void continuedAt(long characters, String target) {
        continued.add(new CallRecord.Continued(characters, target));
    }

    /** Returns where the answer broke and another target went on, in order. */
    List<CallRecord.Continued> continued() {
        return List.copyOf(continued);
    }

    /** Returns the attempts so far, in order. */
    List<CallRecord.Attempt> all() {
        return List.copyOf(attempts);
    }

    /** Returns the attempts where the last answer told of an error: whoever sent the request may have seen no more than a status that tells of none. */
    List<CallRecord.Attempt> upToAnError() {
        List<CallRecord.Attempt> all = new ArrayList<>(attempts);
        if (!all.isEmpty()) {
            CallRecord.Attempt last = all.remove(all.size() - 1);
            all.add(last.failed(CallRecord.Attempt.ERROR_IN_ANSWER, last.used()));
        }
        return List.copyOf(all);
    }

    private CallRecord.Attempt attempt(String target, Optional<Integer> status, Instant now) {
        Instant since = begun == null ? received : begun;
        return new CallRecord.Attempt(
                target,
                status,
                Optional.empty(),
                Duration.between(since, now).toNanos() / 1_000_000.0,
                span,
                Optional.empty(),
                Optional.empty());
    }
}
