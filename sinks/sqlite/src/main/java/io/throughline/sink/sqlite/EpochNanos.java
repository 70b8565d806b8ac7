package io.throughline.sink.sqlite;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Moments as the store keeps them: nanoseconds since 1970 in UTC, good until 2262. */
final class EpochNanos {
    private static final long SECOND = 1_000_000_000L;

    private EpochNanos() {}

    static long of(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), SECOND), at.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    static LocalDate day(long nanos) {
        return day(instant(nanos));
    }

    /** Returns the hours since 1970. */
    static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3_600L);
    }
}
