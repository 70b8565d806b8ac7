package io.throughline.sink.redis;

import io.throughline.Secret;
import io.throughline.access.Account;
import io.throughline.access.AccountLevel;
import io.throughline.access.Amount;
import io.throughline.access.Budget;
import io.throughline.access.LimitDecision;
import io.throughline.access.LimitKind;
import io.throughline.access.Limits;
import io.throughline.access.Rate;
import io.throughline.access.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts in Redis, which several nodes share: a script and one round trip for each step, so that nothing comes between looking and taking.
 *
 * <p>Buckets and leases go by the clock of Redis, windows of budgets by that of the node that asks; of two windows the later one counts. All
 * keys of a tenant are in one slot of a cluster. Keys that nobody uses expire. Amounts are whole numbers below 2^53, which scripts hold
 * exactly.
 */
final class RedisLimits implements Limits {
    static final Duration TIMEOUT = Duration.ofMillis(500);

    private static final RedisScript RESERVE = RedisScript.of("levels.lua", "reserve.lua");
    private static final RedisScript SETTLE = RedisScript.of("levels.lua", "settle.lua");
    private static final RedisScript RENEW = RedisScript.of("renew.lua");
    private static final LimitKind[] KINDS = LimitKind.values();
    private static final int NUMBERS = 5;

    private final RedisLink link;
    private final Duration lease;
    private final InstantSource clock;

    RedisLimits(RedisLink link, Duration lease, InstantSource clock) {
        this.link = link;
        this.lease = lease;
        this.clock = clock;
    }

    static RedisLimits open(Secret uri, Duration lease) {
        return new RedisLimits(RedisLink.open(uri, "limits.redis.uri", TIMEOUT), lease, InstantSource.system());
    }

    @Override
    public CompletionStage<LimitDecision> reserve(List<Account> accounts, Amount estimate) {
        Instant now = clock.instant();
        String id = UUID.randomUUID().toString();
        List<String> values = new ArrayList<>();
        values.add(id + ":" + estimate.nanoUsd());
        values.add(Long.toString(estimate.tokens()));
        values.add(Long.toString(estimate.nanoUsd()));
        values.add(Long.toString(lease.toMillis()));
        accounts.forEach(account -> add(values, account, now));
        return run(RESERVE, keys(accounts), values)
                .thenApply(numbers -> decision(id, accounts, estimate, numbers, now));
    }

    @Override
    public CompletionStage<Void> renew(Reservation reservation) {
        List<String> leases = reservation.holds().stream()
                .map(Reservation.Hold::account)
                .filter(account -> account.budget().isPresent())
                .map(account -> keys(List.of(account)).get(1))
                .toList();
        return leases.isEmpty()
                ? CompletableFuture.completedStage(null)
                : run(RENEW, leases, List.of(member(reservation), Long.toString(lease.toMillis())))
                        .thenApply(numbers -> null);
    }

    @Override
    public CompletionStage<Void> settle(Reservation reservation, Amount actual) {
        return settle(reservation, actual, 0);
    }

    @Override
    public CompletionStage<Void> release(Reservation reservation) {
        return settle(reservation, Amount.NONE, 1);
    }

    @Override
    public void close() {
        link.close();
    }

    private CompletionStage<Void> settle(Reservation reservation, Amount actual, int callsBack) {
        if (reservation.holds().isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<Account> accounts =
                reservation.holds().stream().map(Reservation.Hold::account).toList();
        List<String> values = new ArrayList<>(List.of(
                member(reservation),
                Long.toString(reservation.amount().tokens()),
                Long.toString(reservation.amount().nanoUsd()),
                Long.toString(actual.tokens()),
                Long.toString(actual.nanoUsd()),
                Integer.toString(callsBack)));
        reservation.holds().forEach(hold -> addLimits(values, hold.account(), hold.window()));
        return run(SETTLE, keys(accounts), values).thenApply(numbers -> null);
    }

    private CompletionStage<List<Long>> run(RedisScript script, List<String> keys, List<String> values) {
        return link.commands().thenCompose(redis -> script.run(redis, keys, values));
    }

    private LimitDecision decision(
            String id, List<Account> accounts, Amount estimate, List<Long> numbers, Instant now) {
        List<AccountLevel> levels = new ArrayList<>(accounts.size());
        List<Reservation.Hold> holds = new ArrayList<>(accounts.size());
        for (int i = 0; i < accounts.size(); i++) {
            List<Long> of = numbers.subList(2 + i * NUMBERS, 2 + (i + 1) * NUMBERS);
            Instant window = Instant.ofEpochMilli(of.get(2));
            levels.add(new AccountLevel(accounts.get(i), of.get(0), of.get(1), window, of.get(3), of.get(4), now));
            holds.add(new Reservation.Hold(accounts.get(i), window));
        }
        int full = numbers.get(0).intValue();
        return full == 0
                ? new LimitDecision.Granted(new Reservation(id, holds, estimate), levels)
                : LimitDecision.Refused.of(KINDS[numbers.get(1).intValue()], levels.get(full - 1), estimate, levels);
    }

    private static String member(Reservation reservation) {
        return reservation.id() + ":" + reservation.amount().nanoUsd();
    }

    /** For each account its state and its leases; those of another kind of window are others. */
    private static List<String> keys(List<Account> accounts) {
        List<String> keys = new ArrayList<>(accounts.size() * 2);
        for (Account account : accounts) {
            String base = "throughline:limits:" + account.id();
            keys.add(base);
            keys.add(base + "/leases/" + window(account));
        }
        return keys;
    }

    private static void add(List<String> values, Account account, Instant now) {
        Instant begin = account.budget().map(budget -> budget.per().begin(now)).orElse(Instant.EPOCH);
        addLimits(values, account, begin);
    }

    /** Requests, tokens, the time of both, the budget, its window and when that began; 0 for what is not limited. */
    private static void addLimits(List<String> values, Account account, Instant begin) {
        Optional<Rate> rate = account.rate();
        values.add(Long.toString(rate.flatMap(Rate::requests).orElse(0L)));
        values.add(Long.toString(rate.flatMap(Rate::tokens).orElse(0L)));
        values.add(Long.toString(rate.map(it -> it.per().toMillis()).orElse(1L)));
        values.add(Long.toString(account.budget().map(Budget::nanos).orElse(0L)));
        values.add(window(account));
        values.add(Long.toString(begin.toEpochMilli()));
    }

    private static String window(Account account) {
        return account.budget().map(budget -> budget.per().name()).orElse("none");
    }
}
