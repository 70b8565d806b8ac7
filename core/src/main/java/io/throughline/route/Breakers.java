package io.throughline.route;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The breakers of all targets, made when they are first asked for. Clients name the models, so only the {@value #MOST} used last are kept. Safe for
 * use by many threads.
 */
public final class Breakers {
    private static final int MOST = 2_000;

    private final BreakerSettings settings;
    private final Timekeeper time;
    private final Map<String, Breaker> breakers;

    /** Makes breakers of one kind. */
    public Breakers(BreakerSettings settings, Timekeeper time) {
        this(settings, time, new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Breaker> eldest) {
                return size() > MOST;
            }
        });
    }

    private Breakers(BreakerSettings settings, Timekeeper time, Map<String, Breaker> breakers) {
        this.settings = settings;
        this.time = time;
        this.breakers = breakers;
    }

    /** Returns the same breakers, which go by other settings where they are asked for by what is returned. */
    Breakers with(BreakerSettings other) {
        return new Breakers(other, time, breakers);
    }

    Breaker of(String target) {
        synchronized (breakers) {
            Breaker breaker = breakers.computeIfAbsent(target, name -> new Breaker(settings, time));
            breaker.heed(settings);
            return breaker;
        }
    }

    /** Returns {@code closed}, {@code half_open} or {@code open}. */
    public String state(String target) {
        return stateOf(target).name().toLowerCase(Locale.ROOT);
    }

    /** Returns 0 for closed, 1 for half open, 2 for open. */
    public int level(String target) {
        return stateOf(target).level;
    }

    /** Returns how many targets are left alone. */
    public long open() {
        synchronized (breakers) {
            return breakers.values().stream()
                    .filter(breaker -> breaker.state() == Breaker.State.OPEN)
                    .count();
        }
    }

    private Breaker.State stateOf(String target) {
        synchronized (breakers) {
            Breaker breaker = breakers.get(target);
            return breaker == null ? Breaker.State.CLOSED : breaker.state();
        }
    }
}
