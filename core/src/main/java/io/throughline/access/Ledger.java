package io.throughline.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The counts of one account. Not safe for use by several threads. */
final class Ledger {
    private final Account account;
    private final Optional<TokenBucket> requests;
    private final Optional<TokenBucket> tokens;
    private final Optional<BudgetWindow> budget;

    Ledger(Account account, Duration lease, Instant now) {
        this.account = account;
        this.requests = account.rate().flatMap(rate -> rate.requests().map(limit -> bucket(limit, rate, now)));
        this.tokens = account.rate().flatMap(rate -> rate.tokens().map(limit -> bucket(limit, rate, now)));
        this.budget = account.budget().map(it -> new BudgetWindow(it, lease));
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
