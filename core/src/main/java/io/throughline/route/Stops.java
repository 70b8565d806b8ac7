package io.throughline.route;

import io.throughline.provider.Target;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The targets of one call in their order, and which of them is to be tried next. Used by one thread at a time. */
final class Stops {
    private final List<Stop> stops;

    Stops(Traffic traffic, List<Target> order, boolean streamed) {
        this.stops = order.stream()
                .map(target -> new Stop(traffic, target, streamed))
                .toList();
    }

    Stop of(Step step) {
        for (Stop stop : stops) {
            if (stop.isOf(step)) {
                return stop;
            }
        }
        throw new NoSuchElementException("a step of another call");
    }

    Stop first() {
        return stops.get(0);
    }

    /** Returns the first that is not left alone; the very first where all are. */
    Stop likely() {
        for (Stop stop : stops) {
            if (!stop.isLeftAlone()) {
                return stop;
            }
        }
        return first();
    }

    /** Returns whether there is one that was not tried yet and would be. */
    boolean isAnyLeft() {
        return stops.stream().anyMatch(stop -> stop.isFresh() && stop.breaker().state() != Breaker.State.OPEN);
    }

    /** Enters one that was not tried yet and is not left alone; one whose keys all rest only where there is no other. */
    Optional<Stop> fresh() {
        return fresh(false).or(() -> fresh(true));
    }

    private Optional<Stop> fresh(boolean resting) {
        for (Stop stop : stops) {
            if (stop.isFresh() && stop.isResting() == resting && stop.breaker().enter()) {
                return Optional.of(stop);
            }
        }
        return Optional.empty();
    }

    /** Enters one that is left alone, where all are. */
    Optional<Stop> lastResort() {
        return stops.stream().filter(stop -> stop.breaker().enterAsLastResort()).findFirst();
    }

    /**
     * Returns the one of those that were tried that may be asked again soonest.
     *
     * @param backoff how long to wait for one that does not say
     * @param isWorth whether a stop is worth waiting for so long
     */
    Optional<Stop> soonest(Duration backoff, BiPredicate<Stop, Duration> isWorth) {
        return stops.stream()
                .filter(Stop::isRepeatable)
                .filter(stop -> isWorth.test(stop, stop.wait(backoff)))
                .min((one, other) -> one.wait(backoff).compareTo(other.wait(backoff)));
    }
}
