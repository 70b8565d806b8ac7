package io.throughline.dialect;

import io.throughline.wire.JsonReader;
import java.io.IOException;

/** A count of tokens that a provider tells once, many times or never in one answer; the last one told counts. Used by one thread at a time. */
public final class ToldCount {
    private static final long NEVER = Long.MIN_VALUE;
    /** More tokens than any call has: keeps sums from overflowing. */
    private static final long MOST = 1L << 50;

    private long told = NEVER;

    /** Makes a count that is not told. */
    public ToldCount() {}

    /** Takes the number that the reader stands on; anything else is passed over. */
    public void read(JsonReader in) throws IOException {
        told = in.integer(told);
    }

    /** Returns whether a number was told. */
    public boolean isTold() {
        return told != NEVER;
    }

    /** Returns the count: never less than zero, and zero where none was told. */
    public long tokens() {
        return Math.min(Math.max(told, 0), MOST);
    }

    /** Returns the sum of two counts; at the most, what a count may be. */
    public static long sum(long one, long other) {
        return Math.min(one + other, MOST);
    }
}
