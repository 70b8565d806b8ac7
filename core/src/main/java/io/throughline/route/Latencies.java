package io.throughline.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long targets take to their first token: a mean in which what is older counts less. A target that was not measured for a while is due for a
 * look, which one call at a time takes. Safe for use by many threads.
 */
final class Latencies {
    private static final int MOST = 10_000;
    private static final int REMEMBERED = 64;
    private static final int ENOUGH = 20;
    private static final double LEAST_SHARE = 0.1;
    private static final long HALF_FORGOTTEN = Duration.ofSeconds(10).toNanos();
    private static final long STALE = Duration.ofSeconds(60).toNanos();
    private static final long LOOK = Duration.ofSeconds(10).toNanos();

    private final Timekeeper time;
    private final Map<String, Mean> means = new HashMap<>();

    Latencies(Timekeeper time) {
        this.time = time;
    }

    /** Notes a time to the first token. */
    synchronized void measured(String target, Duration took) {
        Mean mean = mean(target);
        long now = time.nanos();
        double nanos = took.toNanos();
        double share =
                mean.known ? Math.max(LEAST_SHARE, 1 - Math.pow(0.5, (now - mean.at) / (double) HALF_FORGOTTEN)) : 1;
        mean.nanos += share * (nanos - mean.nanos);
        mean.known = true;
        mean.at = now;
        mean.last[(int) (mean.count++ % REMEMBERED)] = took.toNanos();
    }

    /** Returns the time within which 95 of 100 of the last calls were; empty where fewer than {@value #ENOUGH} were measured. */
    synchronized Optional<Duration> p95(String target) {
        Mean mean = means.get(target);
        if (mean == null || mean.count < ENOUGH) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(mean.last, (int) Math.min(mean.count, REMEMBERED));
        Arrays.sort(sorted);
        return Optional.of(Duration.ofNanos(sorted[(sorted.length * 95 + 99) / 100 - 1]));
    }

    /** Returns the mean in nanoseconds; without end where nothing was measured. */
    synchronized double of(String target) {
        Mean mean = means.get(target);
        return mean != null && mean.known ? mean.nanos : Double.POSITIVE_INFINITY;
    }

    /** Returns whether the caller is to look how long the target takes now: nobody has for a while, and nobody is about to. */
    synchronized boolean takeLook(String target) {
        Mean mean = mean(target);
        long now = time.nanos();
        boolean fresh = mean.known && now - mean.at < STALE;
        boolean looked = mean.looked && now - mean.lookedAt < LOOK;
        if (fresh || looked) {
            return false;
        }
        mean.looked = true;
        mean.lookedAt = now;
        return true;
    }

    /** The targets of aliases are few; that there is a bound costs nothing. */
    private Mean mean(String target) {
        if (means.size() >= MOST && !means.containsKey(target)) {
            means.clear();
        }
        return means.computeIfAbsent(target, name -> new Mean());
    }

    private static final class Mean {
        private final long[] last = new long[REMEMBERED];
        private long count;
        private double nanos;
        private boolean known;
        private long at;
        private boolean looked;
        private long lookedAt;
    }
}
