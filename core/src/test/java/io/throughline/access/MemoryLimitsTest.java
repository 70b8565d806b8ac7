package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.access.LimitDecision.Granted;
import io.throughline.access.LimitDecision.Refused;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one node counts in its memory. */
class MemoryLimitsTest {
    private static final Amount DIME = Amount.of(0, new BigDecimal("0.1"));

    private final FakeClock clock = new FakeClock("2026-11-21T10:15:30Z");
    private final MemoryLimits limits = new MemoryLimits(Duration.ofSeconds(60), clock);

    @Test
    void aHundredCallsAtOnceOnABudgetForTenAreTen() throws Exception {
        List<Account> account = List.of(budget("1", Budget.Window.DAY));
        AtomicInteger granted = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 100; i++) {
            int number = i;
            threads.execute(() -> {
                if (number < 8) {
                    ready.countDown();
                    awaitAll(ready);
                }
                if (decided(account, DIME) instanceof Granted) {
                    granted.incrementAndGet();
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(granted).hasValue(10);
    }

    @Test
    void whatACallDidNotSpendComesBackAndWhatItSpentMoreIsGone() {
        List<Account> account = List.of(budget("1", Budget.Window.DAY));
        Granted first = granted(account, Amount.of(0, new BigDecimal("0.9")));
        assertThat(decided(account, Amount.of(0, new BigDecimal("0.2")))).isInstanceOf(Refused.class);
        limits.settle(first.reservation(), Amount.of(0, new BigDecimal("0.123456789")));
        Granted second = granted(account, Amount.of(0, new BigDecimal("0.5")));
        limits.settle(second.reservation(), Amount.of(0, new BigDecimal("0.876543211")));
        Refused none = refused(account, Amount.NONE);
        assertThat(none.kind()).isEqualTo(LimitKind.BUDGET);
        assertThat(none.state().budget().orElseThrow().remaining()).isZero();
    }

    @Test
    void aRefusalTakesNothingFromAnyAccount() {
        Account key = new Account("acme", Optional.of("shop"), Optional.of(requests(5)), Optional.empty());
        List<Account> both = List.of(key, budget("0.15", Budget.Window.DAY));
        granted(both, DIME);
        for (int i = 0; i < 10; i++) {
            assertThat(refused(both, DIME).account().key()).isEmpty();
        }
        assertThat(granted(List.of(key), DIME).state().requests().orElseThrow().remaining())
                .isEqualTo(3);
    }

    @Test
    void requestsComeBackEvenly() {
        List<Account> account = List.of(rate(requests(60)));
        for (int i = 0; i < 60; i++) {
            granted(account, Amount.NONE);
        }
        Refused refused = refused(account, Amount.NONE);
        assertThat(refused.kind()).isEqualTo(LimitKind.REQUESTS);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        clock.forward(Duration.ofMillis(999));
        assertThat(refused(account, Amount.NONE).retryAfter()).isEqualTo(Duration.ofMillis(1));
        clock.forward(Duration.ofMillis(1));
        Gauge left = granted(account, Amount.NONE).state().requests().orElseThrow();
        assertThat(left).isEqualTo(new Gauge(60, 0, Duration.ofSeconds(60)));
        clock.forward(Duration.ofHours(5));
        assertThat(granted(account, Amount.NONE)
                        .state()
                        .requests()
                        .orElseThrow()
                        .remaining())
                .isEqualTo(59);
    }

    @Test
    void aCallThatTookMoreTokensThanThoughtLeavesADebt() {
        List<Account> account = List.of(rate(new Rate(Optional.empty(), Optional.of(1_000L), Duration.ofMinutes(1))));
        Granted call = granted(account, new Amount(100, 0));
        limits.settle(call.reservation(), new Amount(1_500, 0));
        Refused refused = refused(account, Amount.NONE);
        assertThat(refused.kind()).isEqualTo(LimitKind.TOKENS);
        assertThat(refused.state().tokens().orElseThrow().remaining()).isZero();
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(30_060));
        clock.forward(Duration.ofMillis(30_060));
        granted(account, Amount.NONE);
    }

    @Test
    void anEstimateAboveTheWholeRateTakesAllOfIt() {
        List<Account> account = List.of(rate(new Rate(Optional.empty(), Optional.of(1_000L), Duration.ofMinutes(1))));
        Granted large = granted(account, new Amount(5_000, 0));
        assertThat(large.state().tokens().orElseThrow().remaining()).isZero();
        limits.settle(large.reservation(), new Amount(400, 0));
        assertThat(granted(account, new Amount(600, 0))
                        .state()
                        .tokens()
                        .orElseThrow()
                        .remaining())
                .isZero();
    }

    @Test
    void whatDidNotRunComesBackWhole() {
        List<Account> account = List.of(new Account(
                "acme",
                Optional.of("shop"),
                Optional.of(new Rate(Optional.of(1L), Optional.of(10L), Duration.ofMinutes(1))),
                Optional.of(new Budget(BigDecimal.ONE, Budget.Window.MONTH))));
        Amount all = Amount.of(10, BigDecimal.ONE);
        Granted call = granted(account, all);
        assertThat(decided(account, all)).isInstanceOf(Refused.class);
        limits.release(call.reservation());
        granted(account, all);
    }

    @Test
    void aReservationThatNobodyRenewsComesBackAfterTheLease() {
        List<Account> account = List.of(budget("0.2", Budget.Window.DAY));
        Granted lost = granted(account, DIME);
        Granted alive = granted(account, DIME);
        clock.forward(Duration.ofSeconds(59));
        limits.renew(alive.reservation());
        assertThat(refused(account, DIME).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        clock.forward(Duration.ofSeconds(1));
        granted(account, DIME);
        assertThat(decided(account, DIME)).isInstanceOf(Refused.class);
        // it was spent all the same
        limits.settle(lost.reservation(), DIME);
        limits.settle(alive.reservation(), DIME);
        clock.forward(Duration.ofSeconds(60));
        assertThat(decided(account, DIME)).isInstanceOf(Refused.class);
    }

    @Test
    void aBudgetBeginsAnewWithItsWindowAndACallCountsWhereItBegan() {
        List<Account> account = List.of(budget("0.1", Budget.Window.MONTH));
        clock.set("2026-11-30T23:59:59.500Z");
        Granted call = granted(account, DIME);
        Refused refused = refused(account, Amount.of(0, new BigDecimal("0.2")));
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(refused.error().status()).isEqualTo(429);
        clock.set("2026-12-01T00:00:00Z");
        limits.settle(call.reservation(), DIME);
        Granted december = granted(account, DIME);
        assertThat(december.reservation().holds().get(0).window()).isEqualTo("2026-12-01T00:00:00Z");
        // a clock that is set back brings no spent window back
        clock.set("2026-11-30T23:59:59Z");
        assertThat(decided(account, DIME)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "HOUR, 2026-11-21T10:59:59.999Z, 2026-11-21T11:00:00Z",
        "DAY, 2026-11-21T23:59:59.999Z, 2026-11-22T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59.999Z, 2027-01-01T00:00:00Z"
    })
    void aBudgetLastsToTheEndOfItsWindowAndNoFurther(Budget.Window window, String last, String next) {
        List<Account> account = List.of(budget("0.1", window));
        clock.set(last);
        Granted call = granted(account, DIME);
        limits.settle(call.reservation(), DIME);
        assertThat(refused(account, DIME).retryAfter()).isEqualTo(Duration.ofMillis(1));
        clock.set(next);
        granted(account, DIME);
    }

    @ParameterizedTest
    @CsvSource({"DAY, 2026-11-21T11:00:00Z", "MONTH, 2026-11-22T00:00:00Z"})
    void aShorterWindowsEndEndsNoLongerOne(Budget.Window window, String later) {
        List<Account> account = List.of(budget("0.1", window));
        limits.settle(granted(account, DIME).reservation(), DIME);
        clock.set(later);
        assertThat(decided(account, DIME)).isInstanceOf(Refused.class);
    }

    @Test
    void largestLimitsDoNotOverflow() {
        List<Account> account =
                List.of(rate(new Rate(Optional.of(Rate.MOST), Optional.of(Rate.MOST), Duration.ofHours(1))));
        Granted call = granted(account, new Amount(Long.MAX_VALUE, 0));
        assertThat(call.state().tokens().orElseThrow().remaining()).isZero();
        limits.settle(call.reservation(), new Amount(Long.MAX_VALUE, 0));
        clock.forward(Duration.ofDays(3_000));
        assertThat(granted(account, new Amount(1, 0))
                        .state()
                        .tokens()
                        .orElseThrow()
                        .remaining())
                .isEqualTo(Rate.MOST - 1);
    }

    private LimitDecision decided(List<Account> accounts, Amount amount) {
        return limits.reserve(accounts, amount).toCompletableFuture().join();
    }

    private Granted granted(List<Account> accounts, Amount amount) {
        LimitDecision decision = decided(accounts, amount);
        assertThat(decision).isInstanceOf(Granted.class);
        return (Granted) decision;
    }

    private Refused refused(List<Account> accounts, Amount amount) {
        LimitDecision decision = decided(accounts, amount);
        assertThat(decision).isInstanceOf(Refused.class);
        return (Refused) decision;
    }

    private static Account budget(String usd, Budget.Window per) {
        return new Account(
                "acme", Optional.empty(), Optional.empty(), Optional.of(new Budget(new BigDecimal(usd), per)));
    }

    private static Account rate(Rate rate) {
        return new Account("acme", Optional.of("shop"), Optional.of(rate), Optional.empty());
    }

    private static Rate requests(long requests) {
        return new Rate(Optional.of(requests), Optional.empty(), Duration.ofMinutes(1));
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
