package io.throughline.access;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The limits of calls, from before a call to after its record. The order: {@link #reserve} before it is sent, {@link #over} when it has ended,
 * {@link #settle} once it is known what it took, or {@link #notRun} where it never ran. Reservations are renewed in between. Calls of who has
 * no limit pass without any work. Safe for use by many threads; nothing here blocks.
 */
public final class CallLimits implements AutoCloseable {
    private final Allowances allowances;
    private final long unknownPrice;
    private final Counting counting;

    private CallLimits(LimitSettings settings, Counting counting) {
        this.allowances = new Allowances(settings.accounts());
        this.unknownPrice = NanoUsd.of(settings.unknownPrice());
        this.counting = counting;
    }

    /**
     * Opens limits as they are configured.
     *
     * @throws IllegalStateException when Redis is configured and its library is not on the class path
     */
    public static CallLimits open(LimitSettings settings) {
        InstantSource clock = InstantSource.system();
        MemoryLimits own = new MemoryLimits(settings.lease(), clock);
        if (settings.redis().isEmpty() || settings.accounts().isEmpty()) {
            return of(settings, own, clock);
        }
        Limits shared = factory().open(settings.redis().get(), settings.lease());
        return of(settings, new OutageLimits(shared, own, settings.onOutage(), clock), clock);
    }

    /** Returns how often the shared counts could not be reached. */
    public long outages() {
        return counting.limits().outages();
    }

    static CallLimits of(LimitSettings settings, Limits limits, InstantSource clock) {
        return new CallLimits(settings, new Counting(settings, limits, clock));
    }

    /**
     * Returns limits of other settings on the same counts: what was spent stays spent, and calls under way are settled by either. What
     * {@link #unheeded} names stays as it was.
     *
     * @throws IllegalStateException when Redis is configured, nothing has been counted so far, and its library is not on the class path
     */
    public CallLimits with(LimitSettings settings) {
        return counting.isUsed() ? new CallLimits(settings, counting) : open(settings);
    }

    /** Returns the keys of configuration that {@link #with} would not heed, since counts can't be moved while they are used. */
    public List<String> unheeded(LimitSettings settings) {
        return counting.isUsed() ? counting.differences(settings) : List.of();
    }

    /**
     * Takes what a call is going to need.
     *
     * @param call the call's id
     * @param caller who calls
     * @param tokens an estimate of its tokens, input and output together
     * @param usd an estimate of its cost; empty where nobody knows its price
     * @return whether it may run; where it may not, throw {@link LimitReachedException}. Fails with {@link
     *     io.throughline.dialect.RefusedException} where budgets can't be looked up and calls are to be refused then
     */
    public CompletionStage<LimitDecision> reserve(String call, Caller caller, long tokens, Optional<BigDecimal> usd) {
        List<Account> accounts = allowances.of(caller);
        if (accounts.isEmpty()) {
            return CompletableFuture.completedStage(LimitDecision.unlimited());
        }
        Amount estimate = new Amount(tokens, usd.map(NanoUsd::of).orElse(unknownPrice));
        return counting.limits().reserve(accounts, estimate).thenApply(decision -> {
            if (decision instanceof LimitDecision.Granted granted) {
                counting.began(call, granted.reservation());
            }
            return decision;
        });
    }

    /** Says that a call has ended: it is renewed no more, and charged its estimate if its record does not come. */
    public void over(String call) {
        counting.over(call);
    }

    /**
     * Puts what a call took in the place of its estimate. Calls that hold no reservation are passed over.
     *
     * @param call the call's id
     * @param tokens the tokens it took; empty where nobody told them, and then the estimate stands
     * @param usd what it cost; empty where nobody knows, and then the estimate stands
     */
    public CompletionStage<Void> settle(String call, Optional<Long> tokens, Optional<BigDecimal> usd) {
        Reservation reservation = counting.remove(call);
        if (reservation == null) {
            return CompletableFuture.completedStage(null);
        }
        Amount estimate = reservation.amount();
        return counting.limits()
                .settle(
                        reservation,
                        new Amount(
                                tokens.orElse(estimate.tokens()),
                                usd.map(NanoUsd::of).orElse(estimate.nanoUsd())));
    }

    /** Says that a call never reached a provider: all that it had taken comes back. */
    public CompletionStage<Void> notRun(String call) {
        Reservation reservation = counting.remove(call);
        return reservation == null
                ? CompletableFuture.completedStage(null)
                : counting.limits().release(reservation);
    }

    /** Returns how many calls hold a reservation. */
    public int held() {
        return counting.size();
    }

    /** Renews what runs, and charges what was lost; the timer does so three times a lease. */
    void sweep() {
        counting.sweep();
    }

    @Override
    public void close() {
        counting.close();
    }

    /** Looks beside this library first, then where the calling thread looks: the two differ in a servlet container. */
    private static LimitsFactory factory() {
        try {
            return ServiceLoader.load(LimitsFactory.class, LimitsFactory.class.getClassLoader())
                    .findFirst()
                    .or(() -> ServiceLoader.load(LimitsFactory.class).findFirst())
                    .orElseThrow(CallLimits::missing);
        } catch (ServiceConfigurationError e) {
            throw missing();
        }
    }

    private static IllegalStateException missing() {
        return new IllegalStateException(
                "limits.redis is configured, but its library is not there: add io.throughline:throughline-sink-redis to"
                        + " the class path");
    }
}
