package io.throughline.access;

/**
 * A bucket that refills evenly, in whole numbers: see {@link AccountLevel} for its units. A debt is never more than the whole bucket. Not
 * safe for use by several threads.
 */
final class TokenBucket {
    private final long limit;
    private final long perMillis;
    private long units;
    private long lastMillis;

    TokenBucket(long limit, long perMillis, long nowMillis) {
        this.limit = limit;
        this.perMillis = perMillis;
        this.units = limit * perMillis;
        this.lastMillis = nowMillis;
    }

    /** Takes as much as was used of another bucket, in this one's own pace where the two differ. */
    void takeAsUsedOf(TokenBucket other, long nowMillis) {
        long used = other.limit - Math.floorDiv(other.units(nowMillis), other.perMillis);
        add(-Math.min(used, 2 * limit), nowMillis);
    }

    /** Returns the level. A clock that goes back brings nothing and takes nothing. */
    long units(long nowMillis) {
        if (nowMillis > lastMillis) {
            long elapsed = Math.min(nowMillis - lastMillis, 2 * perMillis);
            units = Math.min(limit * perMillis, units + elapsed * limit);
            lastMillis = nowMillis;
        }
        return units;
    }

    /** Returns whether there is as much; a whole bucket does for more. */
    boolean holds(long amount, long nowMillis) {
        return units(nowMillis) >= Math.min(amount, limit) * perMillis;
    }

    /** Takes an amount; of more than the whole bucket, the whole bucket. */
    void take(long amount, long nowMillis) {
        add(-Math.min(amount, limit), nowMillis);
    }

    /** Puts what was used in the place of what was taken. */
    void settle(long taken, long used, long nowMillis) {
        add(Math.min(taken, limit) - Math.min(used, 2 * limit), nowMillis);
    }

    private void add(long amount, long nowMillis) {
        long whole = limit * perMillis;
        units = Math.max(-whole, Math.min(whole, units(nowMillis) + amount * perMillis));
    }
}
