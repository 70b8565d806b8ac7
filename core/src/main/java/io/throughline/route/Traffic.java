package io.throughline.route;

import io.throughline.provider.Provider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** What is learnt of the targets while calls go to them: breakers, keys that rest, times to the first token. Safe for use by many threads. */
public final class Traffic {
    private final Timekeeper time;
    private final DoubleSupplier random;
    private final Breakers breakers;
    private final Latencies latencies;
    private final Ordering ordering;
    private final Map<String, KeyPool> pools = new ConcurrentHashMap<>(); // by provider, as many as are configured

    /**
     * Makes one that knows nothing yet.
     *
     * @param settings when targets are left alone
     * @param costs what targets cost
     * @param time the clock
     * @param random numbers from 0 to 1, without 1
     */
    public Traffic(BreakerSettings settings, TargetCosts costs, Timekeeper time, DoubleSupplier random) {
        this.time = time;
        this.random = random;
        this.breakers = new Breakers(settings, time);
        this.latencies = new Latencies(time);
        this.ordering = new Ordering(latencies, costs, random);
    }

    /** Makes one with the usual randomness. */
    public static Traffic of(BreakerSettings settings, TargetCosts costs, Timekeeper time) {
        return new Traffic(
                settings, costs, time, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Returns the breakers. */
    public Breakers breakers() {
        return breakers;
    }

    /** Returns the clock. */
    public Timekeeper time() {
        return time;
    }

    Latencies latencies() {
        return latencies;
    }

    Ordering ordering() {
        return ordering;
    }

    KeyPool pool(Provider provider) {
        return pools.computeIfAbsent(provider.name(), name -> new KeyPool(provider.keys(), time, random));
    }

    double random() {
        return random.getAsDouble();
    }
}
