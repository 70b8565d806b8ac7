package io.throughline.route;

import io.throughline.dialect.ModelError;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How an attempt failed before anything of it was passed on.
 *
 * @param kind its class
 * @param status the provider's status; 0 where there was none
 * @param retryAfter when the provider wants to be asked again
 */
public record Failure(Kind kind, int status, Optional<Duration> retryAfter) {
    private static final Set<Integer> PASSING = Set.of(408, 409, 429);

    /** What went wrong. */
    public enum Kind {
        /** No connection, or one that broke. */
        CONNECTION,
        /** No trust in the host. */
        TRUST,
        /** An answer that can't be taken, and would come again like that. */
        UNTAKEN,
        /** No first token in time. */
        TIMEOUT,
        /** A status that tells of an error. */
        STATUS,
        /** An answer that tells of an error behind a status that does not. */
        ANSWER,
        /** A fault that another attempt would not cure. */
        FINAL
    }

    /** What may be done about it. */
    enum Cure {
        /** The same target may be asked again, or another. */
        AGAIN,
        /** Only another target may be asked. */
        ELSEWHERE,
        /** Nothing. */
        NONE
    }

    /** Makes the failure of a status. */
    public static Failure status(int status, Optional<Duration> retryAfter) {
        return new Failure(Kind.STATUS, status, retryAfter);
    }

    /** Makes a failure without a status. */
    public static Failure of(Kind kind) {
        return new Failure(kind, 0, Optional.empty());
    }

    /** Makes the failure of an answer that tells of an error. */
    public static Failure answer(ModelError error) {
        return switch (error.kind()) {
            case RATE_LIMIT -> new Failure(Kind.ANSWER, 429, Optional.empty());
            case INTERNAL, UPSTREAM, OVERLOADED, TIMEOUT -> of(Kind.ANSWER);
            default -> of(Kind.FINAL);
        };
    }

    Cure cure(Set<Integer> fallbackOn) {
        return switch (kind) {
            case CONNECTION, TIMEOUT, ANSWER -> Cure.AGAIN;
            case TRUST, UNTAKEN -> Cure.ELSEWHERE;
            case FINAL -> Cure.NONE;
            case STATUS -> {
                if (PASSING.contains(status) || status >= 500) {
                    yield Cure.AGAIN;
                }
                yield fallbackOn.contains(status) ? Cure.ELSEWHERE : Cure.NONE;
            }
        };
    }

    /** Returns whether it says that the target is unwell; that it has had enough of one key, or of one request, does not. */
    boolean isOfTarget() {
        return status == 0 ? kind != Kind.FINAL : status >= 500 || status == 408;
    }
}
