package io.throughline.access;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the limits of a caller stand: of each kind the one of which the least is left.
 *
 * @param requests calls
 * @param tokens tokens
 * @param budget thousand-millionths of a US dollar
 */
public record LimitState(Optional<Gauge> requests, Optional<Gauge> tokens, Optional<Gauge> budget) {
    /** Of a caller without limits. */
    public static final LimitState UNLIMITED = new LimitState(Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns how the limits of a call stand that is counted on several accounts. */
    public static LimitState of(List<AccountLevel> levels) {
        return levels.isEmpty()
                ? UNLIMITED
                : new LimitState(
                        least(levels, AccountLevel::requests),
                        least(levels, AccountLevel::tokens),
                        least(levels, AccountLevel::budget));
    }

    private static Optional<Gauge> least(List<AccountLevel> levels, Function<AccountLevel, Optional<Gauge>> kind) {
        return levels.stream().map(kind).flatMap(Optional::stream).min(Comparator.comparingLong(Gauge::remaining));
    }
}
