package io.throughline.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The counts of one account. Not safe for use by several threads. */
final class Ledger {
    private final Account account;
    private final Duration lease;
    private final Optional<TokenBucket> requests;
    private final Optional<TokenBucket> tokens;
    private final Optional<BudgetWindow> budget;

    Ledger(Account account, Duration lease, Instant now) {
        this(
                account,
                lease,
                account.rate().flatMap(rate -> rate.requests().map(limit -> bucket(limit, rate, now))),
                account.rate().flatMap(rate -> rate.tokens().map(limit -> bucket(limit, rate, now))),
                account.budget().map(it -> new BudgetWindow(it, lease)));
    }

    private Ledger(
            Account account,
            Duration lease,
            Optional<TokenBucket> requests,
            Optional<TokenBucket> tokens,
            Optional<BudgetWindow> budget) {
        this.account = account;
        this.lease = lease;
        this.requests = requests;
        this.tokens = tokens;
        this.budget = budget;
    }

    boolean isOf(Account other) {
        return account.equals(other);
    }

    /** Returns the counts of the same account under other limits: what was used of the old ones is used of the new ones. */
    Ledger with(Account other, Instant now) {
        Ledger fresh = new Ledger(other, lease, now);
        long millis = now.toEpochMilli();
        requests.ifPresent(old -> fresh.requests.ifPresent(bucket -> bucket.takeAsUsedOf(old, millis)));
        tokens.ifPresent(old -> fresh.tokens.ifPresent(bucket -> bucket.takeAsUsedOf(old, millis)));
        Optional<BudgetWindow> kept = other.budget()
                .map(budget -> this.budget.map(old -> old.with(budget)).orElseGet(() -> fresh.budget.orElseThrow()));
        kept.ifPresent(window -> window.moveTo(now));
        return new Ledger(other, lease, fresh.requests, fresh.tokens, kept);
    }

    private static TokenBucket bucket(long limit, Rate rate, Instant now) {
        return new TokenBucket(limit, rate.per().toMillis(), now.toEpochMilli());
    }

    void moveTo(Instant now) {
        budget.ifPresent(window -> window.moveTo(now));
    }

    /** Returns what is in the way of a call. */
    Optional<LimitKind> refuses(Amount amount, Instant now) {
        long millis = now.toEpochMilli();
        if (requests.isPresent() && !requests.get().holds(1, millis)) {
            return Optional.of(LimitKind.REQUESTS);
        }
        // a call takes a token at least: none may begin while there is a debt
        if (tokens.isPresent() && !tokens.get().holds(Math.max(1, amount.tokens()), millis)) {
            return Optional.of(LimitKind.TOKENS);
        }
        return budget.isPresent() && !budget.get().holds(amount.nanoUsd())
                ? Optional.of(LimitKind.BUDGET)
                : Optional.empty();
    }

    Reservation.Hold take(String reservation, Amount amount, Instant now) {
        requests.ifPresent(bucket -> bucket.take(1, now.toEpochMilli()));
        tokens.ifPresent(bucket -> bucket.take(amount.tokens(), now.toEpochMilli()));
        budget.ifPresent(window -> window.take(reservation, amount.nanoUsd(), now));
        return new Reservation.Hold(account, begin());
    }

    void renew(String reservation, Instant now) {
        budget.ifPresent(window -> window.renew(reservation, now));
    }

    void settle(Reservation reservation, Reservation.Hold hold, Amount actual, Instant now) {
        tokens.ifPresent(bucket -> bucket.settle(reservation.amount().tokens(), actual.tokens(), now.toEpochMilli()));
        budget.ifPresent(window -> window.settle(reservation.id(), hold.window(), actual.nanoUsd()));
    }

    void giveBackCall(Instant now) {
        requests.ifPresent(bucket -> bucket.settle(1, 0, now.toEpochMilli()));
    }

    void learn(Instant window, long spentNanos) {
        budget.ifPresent(it -> it.learn(window, spentNanos));
    }

    AccountLevel level(Instant now) {
        return new AccountLevel(
                account,
                requests.map(bucket -> bucket.units(now.toEpochMilli())).orElse(0L),
                tokens.map(bucket -> bucket.units(now.toEpochMilli())).orElse(0L),
                begin(),
                budget.map(BudgetWindow::spent).orElse(0L),
                budget.map(BudgetWindow::held).orElse(0L),
                now);
    }

    private Instant begin() {
        return budget.map(BudgetWindow::begin).orElse(Instant.EPOCH);
    }
}
