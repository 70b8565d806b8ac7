package io.throughline.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When another target is asked beside a slow one, and how long one is waited for while there is another. */
class HedgePlanTest {
    private static final Hedge AFTER_95 = new Hedge(Optional.empty(), 1);
    private final ManualTime time = new ManualTime();
    private final Traffic traffic = new Traffic(BreakerSettings.defaults(), TargetCosts.unknown(), time, () -> 0.5);

    @Test
    void aPercentileIsKnownOnceEnoughWasMeasured() {
        for (int i = 1; i <= 19; i++) {
            answered(Duration.ofMillis(i));
        }
        assertThat(delay(AFTER_95)).isEmpty();
        answered(Duration.ofMillis(20));
        assertThat(delay(AFTER_95)).contains(Duration.ofMillis(19));
        for (int i = 1; i <= 64; i++) {
            answered(Duration.ofMillis(200 + i));
        }
        assertThat(delay(AFTER_95)).as("what is long past does not count").contains(Duration.ofMillis(261));
    }

    /** Else only quick answers would be measured, and each hedge would bring the next one sooner. */
    @Test
    void whatIsGivenUpCountsAsThatSlowAtLeast() {
        for (int i = 0; i < 64; i++) {
            answered(Duration.ofMillis(10));
        }
        for (int i = 0; i < 5; i++) {
            Itinerary call = call(AFTER_95, 3, OptionalLong.empty());
            call.outrun(call.first(), Duration.ofMillis(500));
        }
        assertThat(delay(AFTER_95)).contains(Duration.ofMillis(500));
    }

    @Test
    void theOnesBesideCountInTheBudgetAndAreAsManyAsConfigured() {
        Hedge two = new Hedge(Optional.of(Duration.ofSeconds(1)), 2);
        Itinerary roomy = call(two, 5, OptionalLong.empty());
        Step first = roomy.first();
        assertThat(roomy.hedgeAfter(first)).contains(Duration.ofSeconds(1));
        Step second = roomy.beside().orElseThrow();
        Step third = roomy.beside().orElseThrow();
        assertThat(List.of(first, second, third))
                .extracting(step -> step.target().id())
                .containsExactly("a/m", "b/m", "c/m");
        assertThat(roomy.hedgeAfter(third)).isEmpty();
        assertThat(roomy.beside()).isEmpty();

        Itinerary tight = call(two, 1, OptionalLong.empty());
        assertThat(tight.hedgeAfter(tight.first())).isEmpty();
        assertThat(tight.beside()).isEmpty();
    }

    @Test
    void aSilenceIsCutAtHalfTheTimeWhereAnotherTargetCouldCureIt() {
        Duration most = Duration.ofSeconds(60);
        OptionalLong soon =
                OptionalLong.of(time.nanos() + Duration.ofSeconds(40).toNanos());
        Itinerary call = call(AFTER_95, 2, soon);
        Step first = call.first();
        assertThat(call.patience(most)).isEqualTo(Duration.ofSeconds(20));
        time.pass(Duration.ofSeconds(20));
        call.after(first, Failure.of(Failure.Kind.TIMEOUT));
        assertThat(call.patience(most)).as("the budget is spent").isEqualTo(most);

        assertThat(call(AFTER_95, 2, OptionalLong.empty()).patience(most)).isEqualTo(most);
    }

    private Optional<Duration> delay(Hedge hedge) {
        Itinerary call = call(hedge, 3, OptionalLong.empty());
        return call.hedgeAfter(call.first());
    }

    private void answered(Duration took) {
        Itinerary call = call(AFTER_95, 3, OptionalLong.empty());
        call.succeeded(call.first(), took);
    }

    private Itinerary call(Hedge hedge, int maxAttempts, OptionalLong deadline) {
        List<Alias.Choice> choices = List.of(Targets.choice("a", 1), Targets.choice("b", 1), Targets.choice("c", 1));
        Alias alias = new Alias("smart", Strategy.FALLBACK, choices, Optional.empty(), Optional.of(hedge), false);
        Routing defaults = Routing.defaults();
        RetrySettings retry = new RetrySettings(
                maxAttempts,
                defaults.retry().base(),
                defaults.retry().most(),
                defaults.retry().maxWait(),
                Set.of());
        Routing routing = new Routing(
                Map.of(),
                retry,
                defaults.breaker(),
                defaults.connect(),
                defaults.timeouts(),
                Map.of(),
                Optional.empty());
        Inquiry asked = Targets.inquiry("smart", "{}", Map.of(), "t");
        Inquiry inquiry = new Inquiry(
                asked.call(),
                asked.model(),
                asked.caller(),
                asked.body(),
                asked.tags(),
                asked.threadId(),
                asked.streamed(),
                deadline);
        return Targets.router(routing, traffic, alias).plan(inquiry);
    }
}
