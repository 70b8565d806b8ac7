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
    private final Map<String, Breaker> breakers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Breaker> eldest) {
            return size() > MOST;
        }
    };

    /** Makes breakers of one kind. */
    public Breakers(BreakerSettings settings, Timekeeper time) {
        this.settings = settings;
        this.time = time;
    }

    synchronized Breaker of(String target) {
        return breakers.computeIfAbsent(target, name -> new Breaker(settings, time));
    }

    /** Returns {@code closed}, {@code half_open} or {@code open}. */
    public synchronized String state(String target) {
        Breaker breaker = breakers.get(target);
        return (breaker == null ? Breaker.State.CLOSED : breaker.state()).name().toLowerCase(Locale.ROOT);
    }

    /** Returns 0 for closed, 1 for half open, 2 for open. */
    public synchronized int level(String target) {
        Breaker breaker = breakers.get(target);
        return breaker == null ? 0 : breaker.state().level;
    }

    /** Returns how many targets are left alone. */
    public synchronized long open() {
        return breakers.values().stream()
                .filter(breaker -> breaker.state() == Breaker.State.OPEN)
                .count();
    }
}
