package io.throughline.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Secret;
import io.throughline.access.Account;
import io.throughline.access.Amount;
import io.throughline.access.Budget;
import io.throughline.access.CallLimits;
import io.throughline.access.Caller;
import io.throughline.access.Gauge;
import io.throughline.access.LimitDecision;
import io.throughline.access.LimitDecision.Granted;
import io.throughline.access.LimitDecision.Refused;
import io.throughline.access.LimitKind;
import io.throughline.access.LimitSettings;
import io.throughline.access.Limits;
import io.throughline.access.Rate;
import io.throughline.access.Reservation;
import io.throughline.testkit.Condition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What several nodes count together in one Redis. */
class RedisLimitsTest {
    private static final Amount DIME = Amount.of(0, new BigDecimal("0.1"));
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:15:30Z"));
    private Server redis;

    @BeforeEach
    void start() throws Exception {
        redis = Server.onFreePort().start();
        open.add(redis);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aHundredCallsAtOnceOnThreeNodesOnABudgetForTenAreTen() {
        List<Limits> nodes = List.of(node(LONG), node(LONG), node(LONG));
        List<Account> account = List.of(budget("1"));
        List<CompletableFuture<LimitDecision>> decisions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            decisions.add(nodes.get(i % 3).reserve(account, DIME).toCompletableFuture());
        }
        assertThat(decisions.stream().map(CompletableFuture::join).filter(Granted.class::isInstance))
                .hasSize(10);
    }

    @Test
    void aNodeThatDiesGivesItsReservationBack() throws Exception {
        Limits dying = node(SHORT);
        Limits other = node(SHORT);
        List<Account> account = List.of(budget("0.1"));
        granted(dying, account, DIME);
        dying.close();
        open.remove(dying);
        assertThat(refused(other, account, DIME).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        once("the lease has ended", () -> decided(other, account, DIME) instanceof Granted);
    }

    @Test
    void aReservationThatIsRenewedStays() {
        Limits limits = node(SHORT);
        List<Account> account = List.of(budget("0.2"));
        Reservation kept = granted(limits, account, DIME).reservation();
        granted(limits, account, DIME); // nobody renews this one
        once("the other lease has ended", () -> {
            limits.renew(kept).toCompletableFuture().join();
            return decided(limits, account, DIME) instanceof Granted;
        });
        limits.renew(kept).toCompletableFuture().join();
        assertThat(refused(limits, account, Amount.of(0, new BigDecimal("0.2")))
                        .state()
                        .budget()
                        .orElseThrow()
                        .remaining())
                .isZero();
    }

    @Test
    void whatWasSpentIsExact() {
        Limits limits = node(LONG);
        List<Account> account = List.of(budget("1000000"));
        Reservation large =
                granted(limits, account, Amount.of(0, new BigDecimal("900000"))).reservation();
        settle(limits, large, Amount.of(0, new BigDecimal("899999.999999999")));
        Reservation small =
                granted(limits, account, Amount.of(0, new BigDecimal("0.5"))).reservation();
        settle(limits, small, new Amount(0, 1));
        assertThat(granted(limits, account, DIME).state().budget().orElseThrow().remaining())
                .isEqualTo(100_000_000_000_000L - 100_000_000L);
    }

    @Test
    void aRateIsSharedAndComesBack() {
        Limits one = node(LONG);
        Limits two = node(LONG);
        List<Account> account = List.of(rate(new Rate(Optional.of(5L), Optional.empty(), Duration.ofSeconds(2))));
        int granted = 0;
        for (int i = 0; i < 6; i++) {
            granted += decided(i % 2 == 0 ? one : two, account, Amount.NONE) instanceof Granted ? 1 : 0;
        }
        assertThat(granted).isBetween(5, 6);
        once("a request has come back", () -> decided(one, account, Amount.NONE) instanceof Granted);
    }

    @Test
    void tokensAreSettledAndReleased() {
        Limits limits = node(LONG);
        List<Account> account =
                List.of(rate(new Rate(Optional.of(1_000L), Optional.of(3_600_000L), Duration.ofHours(1))));
        Reservation settled = granted(limits, account, new Amount(1_000_000, 0)).reservation();
        settle(limits, settled, new Amount(3_600_000 + 1_800_000, 0));
        Refused debt = refused(limits, account, Amount.NONE);
        assertThat(debt.kind()).isEqualTo(LimitKind.TOKENS);
        assertThat(debt.retryAfter()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
        List<Account> other = List.of(new Account(
                "other",
                Optional.empty(),
                Optional.of(new Rate(Optional.of(1L), Optional.of(1_000L), Duration.ofHours(1))),
                Optional.of(new Budget(new BigDecimal("0.1"), Budget.Window.DAY))));
        Amount all = new Amount(1_000, DIME.nanoUsd());
        Reservation released = granted(limits, other, all).reservation();
        limits.release(released).toCompletableFuture().join();
        granted(limits, other, all);
    }

    @Test
    void aRefusalTakesNothingFromAnyAccount() {
        Limits limits = node(LONG);
        Account key = rate(new Rate(Optional.of(1_000L), Optional.empty(), Duration.ofHours(1)));
        List<Account> both = List.of(key, budget("0.15"));
        granted(limits, both, DIME);
        for (int i = 0; i < 20; i++) {
            assertThat(refused(limits, both, DIME).account().key()).isEmpty();
        }
        assertThat(granted(limits, List.of(key), DIME).state().requests().map(Gauge::remaining))
                .hasValueSatisfying(left -> assertThat(left).isBetween(998L, 999L));
    }

    @Test
    void aBudgetBeginsAnewWithItsWindowAndACallCountsWhereItBegan() {
        Limits limits = node(LONG);
        List<Account> account = List.of(budget("0.1"));
        now.set(Instant.parse("2026-11-21T23:59:59Z"));
        Reservation old = granted(limits, account, DIME).reservation();
        now.set(Instant.parse("2026-11-22T00:00:00Z"));
        Reservation young = granted(limits, account, DIME).reservation();
        settle(limits, old, DIME);
        settle(limits, young, Amount.NONE);
        granted(limits, account, DIME);
        // the clock of another node is behind: the later window counts
        now.set(Instant.parse("2026-11-21T23:59:58Z"));
        assertThat(decided(limits, account, DIME)).isInstanceOf(Refused.class);
    }

    @Test
    void callsGoOnWithoutRedisFromWhatWasKnownAndAreCountedOnceItIsBack() throws Exception {
        now.set(Instant.now());
        CallLimits limits = calls(LimitSettings.OnOutage.ALLOW);
        Limits other = node(LONG);
        call(limits, "first", "0.30");
        awaitLeft(limits, other, "0.70");
        redis.stop();
        // at most what is left of the dollar passes: seven, a dime each
        int granted = 0;
        for (int i = 0; i < 20; i++) {
            granted += passed(limits, "away" + i) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(7);
        for (int i = 0; i < 20; i++) {
            limits.settle("away" + i, Optional.empty(), Optional.of(new BigDecimal("0.1")))
                    .toCompletableFuture()
                    .join();
        }
        // this Redis has forgotten all; what it is told is what was spent while it was away
        redis.start();
        awaitLeft(limits, other, "0.30");
    }

    @Test
    void callsOfWhoHasABudgetAreRefusedWithoutRedisWhereThatIsWanted() throws Exception {
        CallLimits limits = calls(LimitSettings.OnOutage.REFUSE);
        Condition.await(
                "Redis counts",
                () -> limits.reserve("a", caller(), 1, Optional.of(BigDecimal.ONE))
                        .toCompletableFuture()
                        .handle((decision, failure) -> failure == null)
                        .join());
        redis.stop();
        assertThatThrownBy(() -> limits.reserve("b", caller(), 1, Optional.of(BigDecimal.ONE))
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("Budgets can't be looked up");
    }

    @Test
    void aWrongUriIsNeverShown() {
        assertThatThrownBy(() -> new RedisLimitsFactory().open(Secret.of("http://user:hush@x"), LONG))
                .hasMessageContaining("limits.redis.uri")
                .message()
                .doesNotContain("hush");
    }

    /** Waits until the others see that no more than this is left; each call of this node may tell them. */
    private static void awaitLeft(CallLimits limits, Limits other, String usd) {
        long most = Amount.of(0, new BigDecimal(usd)).nanoUsd();
        Condition.await("what was spent is told", () -> {
            call(limits, "probe", "0");
            return other.reserve(List.of(account()), Amount.NONE)
                    .toCompletableFuture()
                    .handle((decision, failure) -> failure == null
                            && decision.state().budget().orElseThrow().remaining() == most)
                    .join();
        });
    }

    private static void call(CallLimits limits, String id, String usd) {
        passed(limits, id);
        limits.settle(id, Optional.of(1L), Optional.of(new BigDecimal(usd)))
                .toCompletableFuture()
                .join();
    }

    private static boolean passed(CallLimits limits, String id) {
        return limits.reserve(id, caller(), 1, Optional.of(new BigDecimal("0.1")))
                        .toCompletableFuture()
                        .join()
                instanceof Granted;
    }

    private CallLimits calls(LimitSettings.OnOutage onOutage) {
        CallLimits limits = CallLimits.open(new LimitSettings(
                List.of(account()), Optional.of(Secret.of(redis.uri())), LONG, onOutage, BigDecimal.ONE));
        open.add(limits);
        return limits;
    }

    private static Account account() {
        return new Account(
                "acme",
                Optional.of("shop"),
                Optional.empty(),
                Optional.of(new Budget(BigDecimal.ONE, Budget.Window.MONTH)));
    }

    private static Caller caller() {
        return new Caller(Optional.of("shop"), "acme", "default", Set.of("llm"), List.of());
    }

    private Limits node(Duration lease) {
        RedisLink link = RedisLink.open(Secret.of(redis.uri()), "limits.redis.uri", RedisLimits.TIMEOUT);
        InstantSource clock = now::get;
        RedisLimits limits = new RedisLimits(link, lease, clock);
        open.add(limits);
        Condition.await(
                "connected",
                () -> limits.reserve(
                                List.of(rate(new Rate(Optional.of(1L), Optional.empty(), Duration.ofMillis(1)))),
                                Amount.NONE)
                        .toCompletableFuture()
                        .handle((decision, failure) -> failure == null)
                        .join());
        return limits;
    }

    /** Waits until something has been so once. */
    private static void once(String what, BooleanSupplier condition) {
        AtomicBoolean was = new AtomicBoolean();
        Condition.await(what, () -> {
            if (!was.get() && condition.getAsBoolean()) {
                was.set(true);
            }
            return was.get();
        });
    }

    private static void settle(Limits limits, Reservation reservation, Amount actual) {
        limits.settle(reservation, actual).toCompletableFuture().join();
    }

    private static LimitDecision decided(Limits limits, List<Account> accounts, Amount amount) {
        return limits.reserve(accounts, amount).toCompletableFuture().join();
    }

    private static Granted granted(Limits limits, List<Account> accounts, Amount amount) {
        LimitDecision decision = decided(limits, accounts, amount);
        assertThat(decision).isInstanceOf(Granted.class);
        return (Granted) decision;
    }

    private static Refused refused(Limits limits, List<Account> accounts, Amount amount) {
        LimitDecision decision = decided(limits, accounts, amount);
        assertThat(decision).isInstanceOf(Refused.class);
        return (Refused) decision;
    }

    private static Account budget(String usd) {
        return new Account(
                "acme",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Budget(new BigDecimal(usd), Budget.Window.DAY)));
    }

    private static Account rate(Rate rate) {
        return new Account("acme", Optional.of("shop"), Optional.of(rate), Optional.empty());
    }
}
