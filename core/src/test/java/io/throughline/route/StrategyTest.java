package io.throughline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.throughline.provider.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How often each target of an alias is the first, by strategy: weights to within 2 of 100 over 5,000 calls. */
class StrategyTest {
    private static final int CALLS = 5_000;

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(7);
    private final Map<String, Double> prices = Map.of("a/m", 3.0, "b/m", 1.0);
    private final Traffic traffic = new Traffic(
            BreakerSettings.defaults(),
            target -> prices.containsKey(target.id())
                    ? OptionalDouble.of(prices.get(target.id()))
                    : OptionalDouble.empty(),
            time,
            random::nextDouble);

    @Test
    void weighted() {
        Map<String, Double> shares = shares(Strategy.WEIGHTED);
        assertThat(shares.get("a/m")).isCloseTo(3 / 6.0, within(0.02));
        assertThat(shares.get("b/m")).isCloseTo(1 / 6.0, within(0.02));
        assertThat(shares.get("c/m")).isCloseTo(2 / 6.0, within(0.02));
    }

    @Test
    void hashedByThreadAndAlwaysTheSame() {
        Map<String, Double> shares = shares(Strategy.HASH);
        assertThat(shares.get("a/m")).isCloseTo(3 / 6.0, within(0.02));
        assertThat(shares.get("b/m")).isCloseTo(1 / 6.0, within(0.02));
        Router router = router(Strategy.HASH);
        List<String> once = ids(router, "thread-9");
        assertThat(ids(router, "thread-9")).isEqualTo(once);
    }

    @Test
    void aThreadStaysWhenAnotherTargetGoes() {
        Router all = router(Strategy.HASH);
        Router without = Targets.router(
                Routing.defaults(),
                traffic,
                Targets.alias(Strategy.HASH, Targets.choice("a", 3), Targets.choice("c", 2)));
        for (int i = 0; i < 500; i++) {
            String first = ids(all, "t" + i).get(0);
            if (!first.equals("b/m")) {
                assertThat(ids(without, "t" + i).get(0)).isEqualTo(first);
            }
        }
    }

    @Test
    void roundRobin() {
        Map<String, Double> shares = shares(Strategy.ROUND_ROBIN);
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isCloseTo(1 / 3.0, within(0.001)));
    }

    @Test
    void theCheapestFirstAndTheUnknownLast() {
        assertThat(ids(router(Strategy.LEAST_COST), "t")).containsExactly("b/m", "a/m", "c/m");
    }

    @Test
    void theQuickestGetsTheCallsButForALookAtTheOthersNowAndThen() {
        Map<String, Duration> takes =
                Map.of("a/m", Duration.ofMillis(80), "b/m", Duration.ofMillis(20), "c/m", Duration.ofMillis(50));
        Router router = router(Strategy.LOWEST_LATENCY);
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            time.pass(Duration.ofMillis(100));
            Itinerary call = router.plan(Targets.inquiry("smart", "{}", Map.of(), "t"));
            Step step = call.first();
            firsts.merge(step.target().id(), 1, Integer::sum);
            call.succeeded(step, takes.get(step.target().id()));
        }
        // 500 s: each of the others is looked at once in 60 s
        assertThat(firsts.get("b/m")).isGreaterThan(CALLS * 99 / 100);
        assertThat(firsts.get("a/m")).isBetween(7, 10);
        assertThat(firsts.get("c/m")).isBetween(7, 10);
    }

    private Map<String, Double> shares(Strategy strategy) {
        Router router = router(strategy);
        Map<String, Double> shares = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            shares.merge(ids(router, "thread-" + i).get(0), 1.0 / CALLS, Double::sum);
        }
        return shares;
    }

    private static List<String> ids(Router router, String thread) {
        return router.plan(Targets.inquiry("smart", "{}", Map.of(), thread)).choice().order().stream()
                .map(Target::id)
                .toList();
    }

    private Router router(Strategy strategy) {
        return Targets.router(
                Routing.defaults(),
                traffic,
                Targets.alias(strategy, Targets.choice("a", 3), Targets.choice("b", 1), Targets.choice("c", 2)));
    }
}
