package io.throughline.route;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import java.time.Duration;
import java.util.Optional;
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
    private final Traffic traffic;
    private final RetrySettings settings;
    private final Set<Integer> fallbackOn;
    private final RouteChoice choice;
    private final OptionalLong deadline;
    private final Stops stops;
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
        this.stops = new Stops(traffic, choice.order(), streamed);
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
        return stops.likely().preview();
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
        boolean another = attempts < settings.maxAttempts() && stops.isAnyLeft();
        Duration half = Duration.ofNanos(Math.max(0, left() / 2));
        return another && half.compareTo(most) < 0 ? half : most;
    }

    /** Returns after how long another target is to be asked beside a step's; nothing where none is. */
    public synchronized Optional<Duration> hedgeAfter(Step step) {
        return hedge().flatMap(hedge ->
                hedge.after().or(() -> traffic.latencies().p95(stops.of(step).measure())));
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
        Stop stop = stops.of(step);
        stop.failed(step, failure);
        if (failure.cure(fallbackOn) != Failure.Cure.AGAIN) {
            stop.close();
        }
    }

    /**
     * An attempt was given up, for another was quicker.
     *
     * @param step the attempt
     * @param took how long it took without an answer
     */
    public synchronized void outrun(Step step, Duration took) {
        abandoned(step);
        traffic.latencies().measured(stops.of(step).measure(), took);
    }

    /** Returns the next target, which was not tried yet, after the request could not be written for one. */
    public synchronized Optional<Step> instead(Step step) {
        Stop stop = stops.of(step);
        abandoned(step);
        stop.close();
        attempts--;
        return fresh();
    }

    /** The step's target answered. */
    public synchronized void succeeded(Step step, Duration firstToken) {
        Stop stop = stops.of(step);
        stop.breaker().succeeded();
        traffic.latencies().measured(stop.measure(), firstToken);
    }

    /** The step's answer broke after it had begun. */
    public synchronized void broke(Step step) {
        traffic.breakers().of(step.target().place()).failed();
    }

    /** The step ended, and nobody knows how it would have gone: the client left. */
    public synchronized void abandoned(Step step) {
        traffic.breakers().of(step.target().place()).leftUnknown();
    }

    private Optional<Step> fresh() {
        return stops.fresh().map(stop -> step(stop, Duration.ZERO));
    }

    private Optional<Step> lastResort() {
        return stops.lastResort().map(stop -> step(stop, Duration.ZERO));
    }

    /**
     * Who names a target itself gets that target, however it fares, and what the provider says of it: nothing else could serve the call. It is asked
     * once; as long as its breaker is open it is not asked again.
     */
    private Optional<Step> withoutChoice() {
        return choice.alias().isPresent() ? Optional.empty() : Optional.of(step(stops.first(), Duration.ZERO));
    }

    /** One of those that were tried: the one that may be asked again soonest. */
    private Optional<Step> repeated() {
        Duration backoff = settings.backoff(repetitions, traffic.random());
        Optional<Stop> soonest = stops.soonest(
                backoff, (stop, wait) -> wait.toNanos() < left() && stop.isWorth(wait, settings.maxWait()));
        if (soonest.isEmpty() || !soonest.get().breaker().enter()) {
            return Optional.empty();
        }
        repetitions++;
        return soonest.map(stop -> step(stop, stop.wait(backoff)));
    }

    private Step step(Stop stop, Duration delay) {
        attempts++;
        return stop.step(delay);
    }

    private long left() {
        return deadline.isPresent() ? deadline.getAsLong() - traffic.time().nanos() : Long.MAX_VALUE;
    }
}
