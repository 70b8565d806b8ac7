package io.throughline.route;

import io.throughline.provider.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A target of one call, and what came of it so far. What its failures tell of breaker and keys is noted for all calls. Used by one thread at a time. */
final class Stop {
    /** How long a key rests that was refused, where the provider does not say. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final Duration LIMITED = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final Traffic traffic;
    private final Target target;
    private final String measure;
    private final Set<Integer> keys = new HashSet<>();
    private boolean tried;
    private boolean closed;
    private boolean waits;
    private long notBefore;

    /** Makes one that was not tried yet. */
    Stop(Traffic traffic, Target target, boolean streamed) {
        this.traffic = traffic;
        this.target = target;
        this.measure = Ordering.measure(target, streamed);
    }

    /** Returns under which name its times to the first token are kept. */
    String measure() {
        return measure;
    }

    Breaker breaker() {
        return traffic.breakers().of(target.place());
    }

    /** Returns whether it has failed too often of late. */
    boolean isLeftAlone() {
        return traffic.breakers().level(target.place()) >= Breaker.State.OPEN.level;
    }

    boolean isOf(Step step) {
        return target.place().equals(step.target().place());
    }

    /** Returns whether it may be tried for the first time. */
    boolean isFresh() {
        return !tried && !closed;
    }

    /** Returns whether it was tried, and may be again with a key that was not. */
    boolean isRepeatable() {
        return tried && !closed && hasKey();
    }

    /** Returns whether all its keys rest. */
    boolean isResting() {
        return traffic.pool(target).areAllResting();
    }

    private boolean hasKey() {
        KeyPool pool = traffic.pool(target);
        return pool.isSingle() || pool.choose(keys).isPresent();
    }

    /** Returns how long to wait before it is tried again. Another key of the pool has not been told to wait. */
    Duration wait(Duration backoff) {
        if (!waits) {
            return backoff;
        }
        long asked =
                traffic.pool(target).isSingle() ? notBefore - traffic.time().nanos() : 0;
        return Duration.ofNanos(Math.max(asked, 0));
    }

    /** Returns whether a wait is no longer than a provider may ask for. */
    boolean isWorth(Duration wait, Duration most) {
        return !waits || wait.compareTo(most) <= 0;
    }

    /** Returns the next attempt, with a key that this call has not used. */
    Step step(Duration delay) {
        KeyPool pool = traffic.pool(target);
        OptionalInt key = pool.choose(pool.isSingle() ? Set.of() : keys);
        if (!pool.isSingle()) {
            key.ifPresent(keys::add);
        }
        tried = true;
        return step(pool, key, delay);
    }

    /** Returns what the first attempt would likely be; nothing is noted. */
    Step preview() {
        KeyPool pool = traffic.pool(target);
        return step(pool, pool.choose(Set.of()), Duration.ZERO);
    }

    private Step step(KeyPool pool, OptionalInt key, Duration delay) {
        return new Step(target, key.isPresent() ? Optional.of(pool.key(key.getAsInt())) : Optional.empty(), key, delay);
    }

    /** It is not tried again. */
    void close() {
        closed = true;
    }

    /** An attempt failed. */
    void failed(Step step, Failure failure) {
        Breaker breaker = breaker();
        if (failure.isOfTarget()) {
            breaker.failed();
        } else if (failure.status() >= 400 && failure.status() != 429) {
            breaker.succeeded(); // what it refuses, it was well enough to refuse
        } else {
            breaker.leftUnknown();
        }
        notBefore = traffic.time().nanos()
                + failure.retryAfter().orElse(Duration.ZERO).toNanos();
        waits = failure.retryAfter().isPresent();
        if ((failure.status() == 429 || failure.status() == 401)
                && step.keyIndex().isPresent()) {
            Duration rest = failure.retryAfter().orElse(failure.status() == 429 ? LIMITED : REFUSED);
            traffic.pool(target)
                    .rest(step.keyIndex().getAsInt(), rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest);
        }
    }
}
