package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Secret;
import io.throughline.access.LimitDecision.Granted;
import io.throughline.access.LimitDecision.Refused;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call's way through its limits, from before it to after its record. */
class CallLimitsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock("2026-11-21T10:15:30Z");
    private final LimitSettings settings = new LimitSettings(
            List.of(account(Optional.of("shop"), "1"), account(Optional.empty(), "1.5")),
            Optional.empty(),
            LEASE,
            LimitSettings.OnOutage.ALLOW,
            new BigDecimal("0.25"));
    private final CallLimits limits = CallLimits.of(settings, new MemoryLimits(LEASE, clock), clock);

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void whoHasNoLimitPassesWithoutAReservation() {
        LimitDecision decision = reserve("a", caller("shop", "other"), Optional.empty());
        assertThat(decision).isSameAs(reserve("b", caller("shop", "other"), Optional.empty()));
        assertThat(decision.state()).isEqualTo(LimitState.UNLIMITED);
        assertThat(limits.held()).isZero();
        limits.over("a");
        limits.settle("a", Optional.of(1L), Optional.empty())
                .toCompletableFuture()
                .join();
    }

    @Test
    void aKeyAndItsTenantAreBothCounted() {
        spend("a", caller("shop", "acme"), "1");
        assertThat(((Refused) reserve("b", caller("shop", "acme"), usd("0.1")))
                        .account()
                        .key())
                .hasValue("shop");
        spend("c", caller("bakery", "acme"), "0.5");
        assertThat(((Refused) reserve("d", caller("bakery", "acme"), usd("0.1")))
                        .account()
                        .key())
                .isEmpty();
    }

    @Test
    void anUnknownPriceIsReservedAndChargedAsConfigured() {
        Caller caller = caller("shop", "acme");
        for (int i = 0; i < 4; i++) {
            assertThat(reserve("c" + i, caller, Optional.empty())).isInstanceOf(Granted.class);
            limits.settle("c" + i, Optional.of(5L), Optional.empty());
        }
        assertThat(reserve("e", caller, Optional.empty())).isInstanceOf(Refused.class);
    }

    @Test
    void aCallThatRunsForLongKeepsItsReservation() {
        Caller caller = caller("shop", "acme");
        assertThat(reserve("a", caller, usd("0.9"))).isInstanceOf(Granted.class);
        for (int i = 0; i < 20; i++) {
            clock.forward(LEASE.dividedBy(3));
            limits.sweep();
        }
        assertThat(reserve("b", caller, usd("0.2"))).isInstanceOf(Refused.class);
        limits.notRun("a");
        assertThat(reserve("b", caller, usd("0.2"))).isInstanceOf(Granted.class);
    }

    @Test
    void aCallWhoseRecordWasLostIsChargedItsEstimate() {
        Caller caller = caller("shop", "acme");
        reserve("a", caller, usd("0.9"));
        limits.over("a");
        limits.sweep();
        assertThat(limits.held()).isEqualTo(1);
        clock.forward(LEASE);
        limits.sweep();
        assertThat(limits.held()).isZero();
        clock.forward(LEASE);
        assertThat(((Refused) reserve("b", caller, usd("0.2"))).retryAfter()).isGreaterThan(Duration.ofHours(13));
    }

    @Test
    void noReservationOutlivesADay() {
        Caller caller = caller("shop", "acme");
        reserve("leaked", caller, usd("0.9"));
        clock.forward(Duration.ofDays(1));
        limits.sweep();
        assertThat(limits.held()).isZero();
        assertThat(reserve("b", caller, usd("0.9"))).isInstanceOf(Granted.class);
    }

    @Test
    void aMissingLibraryIsNamed() {
        LimitSettings shared = new LimitSettings(
                settings.accounts(),
                Optional.of(Secret.of("redis://localhost")),
                LEASE,
                LimitSettings.OnOutage.ALLOW,
                BigDecimal.ONE);
        assertThatThrownBy(() -> CallLimits.open(shared)).hasMessageContaining("throughline-sink-redis");
    }

    private void spend(String call, Caller caller, String usd) {
        assertThat(reserve(call, caller, usd("0.1"))).isInstanceOf(Granted.class);
        limits.over(call);
        limits.settle(call, Optional.of(7L), usd(usd)).toCompletableFuture().join();
    }

    private LimitDecision reserve(String call, Caller caller, Optional<BigDecimal> usd) {
        return limits.reserve(call, caller, 10, usd).toCompletableFuture().join();
    }

    private static Optional<BigDecimal> usd(String amount) {
        return Optional.of(new BigDecimal(amount));
    }

    private static Account account(Optional<String> key, String usd) {
        return new Account(
                "acme", key, Optional.empty(), Optional.of(new Budget(new BigDecimal(usd), Budget.Window.DAY)));
    }

    private static Caller caller(String key, String tenant) {
        return new Caller(Optional.of(key), tenant, "default", Set.of("llm"), List.of());
    }
}
