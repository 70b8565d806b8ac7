package io.throughline.route;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.provider.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The attempts of one call: which target is next, with which key, after how long. One budget for all of them. Every step that was given out ends in
 * {@link #succeeded}, {@link #after} or {@link #abandoned}. Safe for use by many threads; nothing is sent here.
 *
 * <p>First each target once, in order and at once; then, while attempts are left, those again whose failure may pass, after a wait: what the provider
 * asked for ({@code Retry-After}), else a backoff with full jitter. A key of a pool is never used twice; a provider's only key may be.
 */
public final class Itinerary {
    /** How long a key rests that was refused, where the provider does not say. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final Duration LIMITED = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final Traffic traffic;
    private final RetrySettings settings;
    private final Set<Integer> fallbackOn;
    private final RouteChoice choice;
    private final OptionalLong deadline;
    private final List<Stop> stops;
    private int attempts;
    private int repetitions;
    private int hedges;

    Itinerary(
            Traffic traffic,
            RetrySettings settings,
            Set<Integer> fallbackOn,
            RouteChoice choice,
            boolean streamed,
            OptionalLong deadline) {
        this.traffic = traffic;
        this.settings = settings;
        this.fallbackOn = fallbackOn;
        this.choice = choice;
        this.deadline = deadline;
        this.stops = choice.order().stream()
                .map(target -> new Stop(target, streamed))
                .toList();
    }

    /** Returns why the targets are those, and in that order. */
    public RouteChoice choice() {
        return choice;
    }

    /** Returns the clock it goes by. */
    public Timekeeper time() {
        return traffic.time();
    }

    /** Returns when the call must be over, in {@link Timekeeper#nanos}. */
    public OptionalLong deadline() {
        return deadline;
    }

    /**
     * Returns the first attempt.
     *
     * @throws RefusedException when every target is left alone for now
     */
    public synchronized Step first() {
        return fresh().or(this::lastResort)
                .or(this::withoutChoice)
                .orElseThrow(() -> new RefusedException(ModelError.of(
                                ModelError.Kind.OVERLOADED,
                                "Every target of " + choice.requested() + " has failed too often; try again shortly")
                        .coded("targets_unavailable")));
    }

    /** Returns what {@link #first} would likely be; nothing is entered or counted. */
    public synchronized Step preview() {
        Target target = choice.order().stream()
                .filter(one -> traffic.breakers().level(one.place()) < Breaker.State.OPEN.level)
                .findFirst()
                .orElse(choice.order().get(0));
        KeyPool pool = traffic.pool(target);
        OptionalInt key = pool.choose(Set.of());
        return new Step(
                target, key.isPresent() ? Optional.of(pool.key(key.getAsInt())) : Optional.empty(), key, Duration.ZERO);
    }

    /** Returns what to do after an attempt failed; nothing where its failure is the call's. */
    public synchronized Optional<Step> after(Step step, Failure failure) {
        failedBeside(step, failure);
        Failure.Cure cure = failure.cure(fallbackOn);
        if (cure == Failure.Cure.NONE || attempts >= settings.maxAttempts() || left() <= 0) {
            return Optional.empty();
        }
        return fresh().or(this::repeated);
    }

    /** Returns who goes on after an answer broke that had begun; nothing where nobody may. */
    public synchronized Optional<Step> onward() {
        return attempts >= settings.maxAttempts() || left() <= 0 ? Optional.empty() : fresh().or(this::repeated);
    }

    /**
     * Returns how long the next attempt may take to show that it answers: as long as its target may, but where there is another target yet to be tried,
     * half of the time that is left, so that this one's silence can be cured.
     *
     * @param most how long its target may
     */
    public synchronized Duration patience(Duration most) {
        boolean another = attempts < settings.maxAttempts() && stops.stream().anyMatch(this::isFree);
        Duration half = Duration.ofNanos(Math.max(0, left() / 2));
        return another && half.compareTo(most) < 0 ? half : most;
    }

    /** Returns after how long another target is to be asked beside a step's; nothing where none is. */
    public synchronized Optional<Duration> hedgeAfter(Step step) {
        return hedge().flatMap(
                        hedge -> hedge.after().or(() -> traffic.latencies().p95(stop(step).measure)));
    }

    /** Returns the next target to be asked beside those under way. */
    public synchronized Optional<Step> beside() {
        Optional<Step> step = hedge().flatMap(hedge -> fresh());
        hedges += step.isPresent() ? 1 : 0;
        return step;
    }

    private Optional<Hedge> hedge() {
        return choice.alias()
                .flatMap(Alias::hedge)
                .filter(hedge -> hedges < hedge.most() && attempts < settings.maxAttempts() && left() > 0);
    }

    /** An attempt failed while another is under way, for which the call waits. */
    public synchronized void failedBeside(Step step, Failure failure) {
        Stop stop = stop(step);
        note(stop, step, failure);
        stop.closed |= failure.cure(fallbackOn) != Failure.Cure.AGAIN;
    }

    /**
     * An attempt was given up, for another was quicker.
     *
     * @param step the attempt
     * @param took how long it took without an answer
     */
    public synchronized void outrun(Step step, Duration took) {
        abandoned(step);
        traffic.latencies().measured(stop(step).measure, took);
    }

    /** Returns the next target, which was not tried yet, after the request could not be written for one. */
    public synchronized Optional<Step> instead(Step step) {
        Stop stop = stop(step);
        abandoned(step);
        stop.closed = true;
        attempts--;
        return fresh();
    }

    /** The step's target answered. */
    public synchronized void succeeded(Step step, Duration firstToken) {
        Stop stop = stop(step);
        traffic.breakers().of(stop.target.place()).succeeded();
        traffic.latencies().measured(stop.measure, firstToken);
    }

    /** The step's answer broke after it had begun. */
    public synchronized void broke(Step step) {
        traffic.breakers().of(step.target().place()).failed();
    }

    /** The step ended, and nobody knows how it would have gone: the client left. */
    public synchronized void abandoned(Step step) {
        traffic.breakers().of(step.target().place()).leftUnknown();
    }

    private void note(Stop stop, Step step, Failure failure) {
        Breaker breaker = traffic.breakers().of(stop.target.place());
        if (failure.isOfTarget()) {
            breaker.failed();
        } else if (failure.status() >= 400 && failure.status() != 429) {
            breaker.succeeded(); // what it refuses, it was well enough to refuse
        } else {
            breaker.leftUnknown();
        }
        stop.notBefore = traffic.time().nanos()
                + failure.retryAfter().orElse(Duration.ZERO).toNanos();
        stop.waits = failure.retryAfter().isPresent();
        if ((failure.status() == 429 || failure.status() == 401)
                && step.keyIndex().isPresent()) {
            Duration rest = failure.retryAfter().orElse(failure.status() == 429 ? LIMITED : REFUSED);
            traffic.pool(stop.target)
                    .rest(step.keyIndex().getAsInt(), rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest);
        }
    }

    /** A target that was not tried yet and is not left alone; one whose keys all rest only where there is no other. */
    private Optional<Step> fresh() {
        Optional<Step> rested = Optional.empty();
        for (boolean resting : new boolean[] {false, true}) {
            for (Stop stop : stops) {
                boolean due = !stop.tried && !stop.closed && stop.isResting() == resting;
                if (rested.isEmpty() && due && breaker(stop).enter()) {
                    rested = step(stop, Duration.ZERO);
                }
            }
        }
        return rested;
    }

    /**
     * Who names a target itself gets that target, however it fares, and what the provider says of it: nothing else could serve the call. It is asked
     * once; as long as its breaker is open it is not asked again.
     */
    private Optional<Step> withoutChoice() {
        return choice.alias().isPresent() ? Optional.empty() : step(stops.get(0), Duration.ZERO);
    }

    private Optional<Step> lastResort() {
        return stops.stream()
                .filter(stop -> breaker(stop).enterAsLastResort())
                .findFirst()
                .flatMap(stop -> step(stop, Duration.ZERO));
    }

    /** One of those that were tried: the one that may be asked again soonest. */
    private Optional<Step> repeated() {
        Duration backoff = settings.backoff(repetitions, traffic.random());
        Optional<Stop> soonest = stops.stream()
                .filter(stop -> stop.tried && !stop.closed && hasKey(stop))
                .filter(stop -> isWorth(wait(stop, backoff), stop))
                .min((one, other) -> wait(one, backoff).compareTo(wait(other, backoff)));
        if (soonest.isEmpty() || !breaker(soonest.get()).enter()) {
            return Optional.empty();
        }
        repetitions++;
        return step(soonest.get(), wait(soonest.get(), backoff));
    }

    /** Another key of the pool has not been told to wait. */
    private Duration wait(Stop stop, Duration backoff) {
        if (!stop.waits) {
            return backoff;
        }
        long asked = isSingle(stop) ? stop.notBefore - traffic.time().nanos() : 0;
        return Duration.ofNanos(Math.max(asked, 0));
    }

    private boolean isWorth(Duration wait, Stop stop) {
        return wait.toNanos() < left() && (!stop.waits || wait.compareTo(settings.maxWait()) <= 0);
    }

    private boolean isSingle(Stop stop) {
        return traffic.pool(stop.target).isSingle();
    }

    private boolean hasKey(Stop stop) {
        KeyPool pool = traffic.pool(stop.target);
        return pool.isSingle() || pool.choose(stop.keys).isPresent();
    }

    private Optional<Step> step(Stop stop, Duration delay) {
        KeyPool pool = traffic.pool(stop.target);
        OptionalInt key = pool.choose(pool.isSingle() ? Set.of() : stop.keys);
        key.ifPresent(stop.keys::add);
        stop.tried = true;
        attempts++;
        return Optional.of(new Step(
                stop.target, key.isPresent() ? Optional.of(pool.key(key.getAsInt())) : Optional.empty(), key, delay));
    }

    private boolean isFree(Stop stop) {
        return !stop.tried && !stop.closed && breaker(stop).state() != Breaker.State.OPEN;
    }

    private Breaker breaker(Stop stop) {
        return traffic.breakers().of(stop.target.place());
    }

    private Stop stop(Step step) {
        return stops.stream()
                .filter(stop -> stop.target.place().equals(step.target().place()))
                .findFirst()
                .orElseThrow();
    }

    private long left() {
        return deadline.isPresent() ? deadline.getAsLong() - traffic.time().nanos() : Long.MAX_VALUE;
    }

    /** A target, and what came of it so far. */
    private final class Stop {
        private final Target target;
        private final String measure;
        private final Set<Integer> keys = new HashSet<>();
        private boolean tried;
        private boolean closed;
        private boolean waits;
        private long notBefore;

        private Stop(Target target, boolean streamed) {
            this.target = target;
            this.measure = Ordering.measure(target, streamed);
        }

        private boolean isResting() {
            return traffic.pool(target).areAllResting();
        }
    }
}
