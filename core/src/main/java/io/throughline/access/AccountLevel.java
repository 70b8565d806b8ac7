package io.throughline.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an account stood at a moment, in raw numbers. A bucket's level counts in units of which a call or token takes as many as the rate's
 * time has milliseconds, and of which each millisecond brings as many as the limit is: so all of it is whole numbers.
 *
 * @param account the account
 * @param requestUnits the level of the bucket of requests; below zero where more was taken than was there
 * @param tokenUnits the level of the bucket of tokens; below zero where more was taken than was there
 * @param window when the budget's window began
 * @param spentNanos what was spent in it
 * @param heldNanos what calls under way hold of it
 * @param at the moment
 */
public record AccountLevel(
        Account account,
        long requestUnits,
        long tokenUnits,
        Instant window,
        long spentNanos,
        long heldNanos,
        Instant at) {

    /** Returns how the limit of requests stands. */
    public Optional<Gauge> requests() {
        return account.rate().flatMap(rate -> rate.requests().map(limit -> gauge(limit, requestUnits, rate.per())));
    }

    /** Returns how the limit of tokens stands. */
    public Optional<Gauge> tokens() {
        return account.rate().flatMap(rate -> rate.tokens().map(limit -> gauge(limit, tokenUnits, rate.per())));
    }

    /** Returns how the budget stands, in thousand-millionths of a US dollar. */
    public Optional<Gauge> budget() {
        return account.budget()
                .map(budget -> new Gauge(
                        budget.nanos(), Math.max(0, budget.nanos() - spentNanos - heldNanos), untilWindowEnds(budget)));
    }

    /** Returns in which time a limit that refuses {@code amount} would take it, if nobody else called. */
    Duration retryAfter(LimitKind kind, Amount amount) {
        Rate rate = account.rate().orElse(null);
        if (kind == LimitKind.REQUESTS && rate != null) {
            return until(1, rate.requests().orElseThrow(), requestUnits, rate.per());
        }
        if (kind == LimitKind.TOKENS && rate != null) {
            long limit = rate.tokens().orElseThrow();
            return until(Math.max(1, Math.min(amount.tokens(), limit)), limit, tokenUnits, rate.per());
        }
        Budget budget = account.budget().orElseThrow();
        boolean heldByOthers = spentNanos + Math.max(1, amount.nanoUsd()) <= budget.nanos();
        return heldByOthers ? Duration.ofSeconds(1) : untilWindowEnds(budget);
    }

    private Duration untilWindowEnds(Budget budget) {
        Duration left = Duration.between(at, budget.per().end(window));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Gauge gauge(long limit, long units, Duration per) {
        return new Gauge(limit, Math.max(0, Math.floorDiv(units, per.toMillis())), until(limit, limit, units, per));
    }

    private static Duration until(long amount, long limit, long units, Duration per) {
        long missing = Math.max(0, amount * per.toMillis() - units);
        return Duration.ofMillis((missing + limit - 1) / limit);
    }
}
