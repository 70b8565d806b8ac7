package io.throughline.route;

import io.throughline.Secret;
import io.throughline.provider.Provider;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** The keys of one provider, chosen by weight; one that was refused rests for a time. Safe for use by many threads. */
final class KeyPool {
    private final List<Provider.Key> keys;
    private final Timekeeper time;
    private final DoubleSupplier random;
    private final long[] restsUntil;
    private final boolean[] rests;

    KeyPool(List<Provider.Key> keys, Timekeeper time, DoubleSupplier random) {
        this.keys = keys;
        this.time = time;
        this.random = random;
        this.restsUntil = new long[keys.size()];
        this.rests = new boolean[keys.size()];
    }

    /** Returns the pool of other keys, in which those rest on that rest in this one. */
    synchronized KeyPool with(List<Provider.Key> others) {
        if (others.equals(keys)) {
            return this;
        }
        KeyPool pool = new KeyPool(others, time, random);
        for (int key = 0; key < others.size(); key++) {
            int before = index(others.get(key).secret());
            if (before >= 0 && isResting(before)) {
                pool.rests[key] = true;
                pool.restsUntil[key] = restsUntil[before];
            }
        }
        return pool;
    }

    private int index(Secret secret) {
        for (int key = 0; key < keys.size(); key++) {
            if (keys.get(key).secret().equals(secret)) {
                return key;
            }
        }
        return -1;
    }

    /**
     * Chooses a key: by weight among those that do not rest; if all do, the one that is the first to be back.
     *
     * @param tried those that must not be chosen
     */
    synchronized OptionalInt choose(Set<Integer> tried) {
        int all = 0;
        int soonest = -1;
        for (int key = 0; key < keys.size(); key++) {
            if (!tried.contains(key)) {
                all += isResting(key) ? 0 : keys.get(key).weight();
                soonest = soonest < 0 || (rests[key] && restsUntil[key] - restsUntil[soonest] < 0) ? key : soonest;
            }
        }
        double drawn = random.getAsDouble() * all;
        for (int key = 0; key < keys.size() && all > 0; key++) {
            if (!tried.contains(key) && !isResting(key)) {
                drawn -= keys.get(key).weight();
                if (drawn < 0) {
                    return OptionalInt.of(key);
                }
            }
        }
        return soonest < 0 ? OptionalInt.empty() : OptionalInt.of(soonest);
    }

    /** Lets a key rest; one that rests longer already goes on doing so. */
    synchronized void rest(int key, Duration length) {
        long until = time.nanos() + length.toNanos();
        if (!isResting(key) || until - restsUntil[key] > 0) {
            rests[key] = true;
            restsUntil[key] = until;
        }
    }

    synchronized boolean areAllResting() {
        for (int key = 0; key < keys.size(); key++) {
            if (!isResting(key)) {
                return false;
            }
        }
        return !keys.isEmpty();
    }

    boolean isSingle() {
        return keys.size() < 2;
    }

    Provider.Key key(int index) {
        return keys.get(index);
    }

    private boolean isResting(int key) {
        rests[key] = rests[key] && restsUntil[key] - time.nanos() > 0;
        return rests[key];
    }
}
