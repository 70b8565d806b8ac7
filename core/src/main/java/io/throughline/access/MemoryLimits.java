package io.throughline.access;

import io.throughline.access.LimitDecision.Granted;
import io.throughline.access.LimitDecision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts in this process's memory. Whoever starts it anew starts from nothing. It holds a few numbers an account, and one lease a call under way;
 * accounts come from the configuration, so there are no more of them than stood there.
 *
 * <p>All of it is behind one lock that is held for less than a microsecond.
 */
public final class MemoryLimits implements Limits {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Duration lease;
    private final InstantSource clock;
    private final Map<String, Ledger> ledgers = new HashMap<>();

    /**
     * Makes counts that hold nothing yet.
     *
     * @param lease how long a reservation lasts that nobody renews
     * @param clock tells the time
     */
    public MemoryLimits(Duration lease, InstantSource clock) {
        this.lease = lease;
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<LimitDecision> reserve(List<Account> accounts, Amount estimate) {
        Instant now = clock.instant();
        List<Ledger> touched =
                accounts.stream().map(account -> heeding(account, now)).toList();
        for (Ledger ledger : touched) {
            Optional<LimitKind> full = ledger.refuses(estimate, now);
            if (full.isPresent()) {
                return CompletableFuture.completedStage(
                        Refused.of(full.get(), ledger.level(now), estimate, levels(touched, now)));
            }
        }
        String id = UUID.randomUUID().toString();
        List<Reservation.Hold> holds = new ArrayList<>(touched.size());
        for (Ledger ledger : touched) {
            holds.add(ledger.take(id, estimate, now));
        }
        return CompletableFuture.completedStage(
                new Granted(new Reservation(id, holds, estimate), levels(touched, now)));
    }

    @Override
    public synchronized CompletionStage<Void> renew(Reservation reservation) {
        Instant now = clock.instant();
        reservation.holds().forEach(hold -> ledger(hold.account(), now).renew(reservation.id(), now));
        return DONE;
    }

    @Override
    public synchronized CompletionStage<Void> settle(Reservation reservation, Amount actual) {
        Instant now = clock.instant();
        reservation.holds().forEach(hold -> ledger(hold.account(), now).settle(reservation, hold, actual, now));
        return DONE;
    }

    @Override
    public synchronized CompletionStage<Void> release(Reservation reservation) {
        Instant now = clock.instant();
        for (Reservation.Hold hold : reservation.holds()) {
            Ledger ledger = ledger(hold.account(), now);
            ledger.settle(reservation, hold, Amount.NONE, now);
            ledger.giveBackCall(now);
        }
        return DONE;
    }

    /** Takes another's word for what was spent of an account's budget. */
    synchronized void learn(AccountLevel level) {
        ledger(level.account(), clock.instant()).learn(level.window(), level.spentNanos());
    }

    @Override
    public void close() {
        // there is nothing to let go of
    }

    private Ledger ledger(Account account, Instant now) {
        Ledger ledger = ledgers.computeIfAbsent(account.id(), it -> new Ledger(account, lease, now));
        ledger.moveTo(now);
        return ledger;
    }

    /** The limits of an account may have changed since; what was counted stays. */
    private Ledger heeding(Account account, Instant now) {
        Ledger ledger = ledger(account, now);
        if (!ledger.isOf(account)) {
            Ledger other = ledger.with(account, now);
            ledgers.put(account.id(), other);
            return other;
        }
        return ledger;
    }

    private static List<AccountLevel> levels(List<Ledger> ledgers, Instant now) {
        return ledgers.stream().map(ledger -> ledger.level(now)).toList();
    }
}
