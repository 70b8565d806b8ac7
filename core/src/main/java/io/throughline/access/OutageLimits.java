package io.throughline.access;

import io.throughline.access.LimitSettings.OnOutage;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared counts, and this node's own for as long as those can't be reached. Rates are then held by each node alone. Budgets are, too, from
 * what was last known of them, or calls of who has one are refused. What was spent meanwhile is added to the shared counts when they are
 * back.
 *
 * <p>One failure is enough to stop asking for a second; then one call tries again.
 */
final class OutageLimits implements Limits {
    private static final Logger LOG = LoggerFactory.getLogger(OutageLimits.class);
    private static final long REACHED = Long.MIN_VALUE;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofMillis(500);

    private final Limits shared;
    private final MemoryLimits own;
    private final OnOutage onOutage;
    private final InstantSource clock;
    /** Reservations of this node alone: as many as calls began in an outage and are under way. */
    private final Set<String> ownReservations = ConcurrentHashMap.newKeySet();
    /** What the shared counts don't know of yet: a number for each account and window. */
    private final Map<Reservation.Hold, Long> owed = new ConcurrentHashMap<>();

    private final LongAdder outages = new LongAdder();
    private final AtomicLong askAgain = new AtomicLong(REACHED);

    OutageLimits(Limits shared, MemoryLimits own, OnOutage onOutage, InstantSource clock) {
        this.shared = shared;
        this.own = own;
        this.onOutage = onOutage;
        this.clock = clock;
    }

    @Override
    public CompletionStage<LimitDecision> reserve(List<Account> accounts, Amount estimate) {
        if (!mayAsk()) {
            return alone(accounts, estimate);
        }
        return asked(shared.reserve(accounts, estimate))
                .handle((decision, failure) -> {
                    if (failure != null) {
                        failed();
                        return alone(accounts, estimate);
                    }
                    reached(decision);
                    return CompletableFuture.completedStage(decision);
                })
                .thenCompose(stage -> stage);
    }

    @Override
    public CompletionStage<Void> renew(Reservation reservation) {
        return ownReservations.contains(reservation.id()) ? own.renew(reservation) : asked(shared.renew(reservation));
    }

    @Override
    public CompletionStage<Void> settle(Reservation reservation, Amount actual) {
        if (ownReservations.remove(reservation.id())) {
            owe(reservation, actual);
            return own.settle(reservation, actual);
        }
        // no lease of that name is here: what was spent is added, and nothing given back
        own.settle(new Reservation(reservation.id(), reservation.holds(), actual), actual);
        return asked(shared.settle(reservation, actual)).exceptionally(failure -> {
            failed();
            owe(reservation, actual);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> release(Reservation reservation) {
        return ownReservations.remove(reservation.id()) ? own.release(reservation) : asked(shared.release(reservation));
    }

    @Override
    public void close() {
        shared.close();
    }

    /** After a failure one call a pause. */
    private boolean mayAsk() {
        long until = askAgain.get();
        long now = clock.millis();
        return until == REACHED || (now >= until && askAgain.compareAndSet(until, now + PAUSE.toMillis()));
    }

    private CompletionStage<LimitDecision> alone(List<Account> accounts, Amount estimate) {
        if (onOutage == OnOutage.REFUSE
                && accounts.stream().anyMatch(account -> account.budget().isPresent())) {
            return CompletableFuture.failedStage(new RefusedException(ModelError.of(
                            ModelError.Kind.OVERLOADED, "Budgets can't be looked up at the moment; try again shortly")
                    .coded("limits_unavailable")));
        }
        return own.reserve(accounts, estimate).thenApply(decision -> {
            if (decision instanceof LimitDecision.Granted granted) {
                ownReservations.add(granted.reservation().id());
            }
            return decision;
        });
    }

    private void reached(LimitDecision decision) {
        askAgain.set(REACHED);
        if (!owed.isEmpty()) {
            pay();
        } else if (decision instanceof LimitDecision.Granted granted) {
            granted.levels().forEach(own::learn);
        }
    }

    @Override
    public long outages() {
        return outages.sum();
    }

    private void failed() {
        outages.increment();
        if (askAgain.getAndSet(clock.millis() + PAUSE.toMillis()) == REACHED) {
            LOG.warn("The shared counts of limits can't be reached: this node counts alone");
        }
    }

    private void owe(Reservation reservation, Amount actual) {
        if (actual.nanoUsd() > 0) {
            reservation.holds().stream()
                    .filter(hold -> hold.account().budget().isPresent())
                    .forEach(hold -> owed.merge(hold, actual.nanoUsd(), Long::sum));
        }
    }

    /** What can't be paid is owed again. */
    private void pay() {
        for (Reservation.Hold hold : new ArrayList<>(owed.keySet())) {
            Long nanos = owed.remove(hold);
            if (nanos != null) {
                Reservation debt = new Reservation("owed", List.of(hold), Amount.NONE);
                asked(shared.settle(debt, new Amount(0, nanos))).exceptionally(failure -> {
                    owed.merge(hold, nanos, Long::sum);
                    return null;
                });
            }
        }
    }

    private static <T> CompletionStage<T> asked(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }
}
