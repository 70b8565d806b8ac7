package io.throughline.route;

import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import java.util.HashMap;
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
    private final Map<String, KeyPool> pools =
            new ConcurrentHashMap<>(); // by provider and environment, as many as are configured
    private final Map<String, KeyPool> earlier;

    /**
     * Makes one that knows nothing yet.
     *
     * @param settings when targets are left alone
     * @param costs what targets cost
     * @param time the clock
     * @param random numbers from 0 to 1, without 1
     */
    public Traffic(BreakerSettings settings, TargetCosts costs, Timekeeper time, DoubleSupplier random) {
        this(costs, time, random, new Breakers(settings, time), new Latencies(time), Map.of());
    }

    private Traffic(
            TargetCosts costs,
            Timekeeper time,
            DoubleSupplier random,
            Breakers breakers,
            Latencies latencies,
            Map<String, KeyPool> earlier) {
        this.time = time;
        this.random = random;
        this.breakers = breakers;
        this.latencies = latencies;
        this.ordering = new Ordering(latencies, costs, random);
        this.earlier = earlier;
    }

    /** Makes one with the usual randomness. */
    public static Traffic of(BreakerSettings settings, TargetCosts costs, Timekeeper time) {
        return new Traffic(
                settings, costs, time, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Returns one of other settings that knows what this one has learnt, and learns with it. Keys that stay rest on. */
    public Traffic with(BreakerSettings settings, TargetCosts costs) {
        Map<String, KeyPool> known = new HashMap<>(earlier);
        known.putAll(pools);
        return new Traffic(costs, time, random, breakers.with(settings), latencies, known);
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

    KeyPool pool(Target target) {
        Provider provider = target.provider();
        return pools.computeIfAbsent(provider.name() + "\n" + target.environment(), name -> {
            KeyPool before = earlier.get(name);
            return before == null ? new KeyPool(provider.keys(), time, random) : before.with(provider.keys());
        });
    }

    double random() {
        return random.getAsDouble();
    }
}
