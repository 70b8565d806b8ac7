package io.throughline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Which attempts a call makes, with which keys, after how long. */
class ItineraryTest {
    private static final Failure BROKEN = Failure.of(Failure.Kind.CONNECTION);
    private final ManualTime time = new ManualTime();
    private final DoubleSupplier half = () -> 0.5;
    private final Traffic traffic = new Traffic(BreakerSettings.defaults(), TargetCosts.unknown(), time, half);

    @Test
    void eachTargetOnceAndAtOnceThenThoseAgainAfterABackoff() {
        Itinerary call = call(Set.of(), 1, "a", "b");
        Step first = call.first();
        Step second = call.after(first, BROKEN).orElseThrow();
        Step third = call.after(second, BROKEN).orElseThrow();
        assertThat(List.of(first, second, third))
                .extracting(step -> step.target().id())
                .containsExactly("a/m", "b/m", "a/m");
        assertThat(List.of(first, second, third))
                .extracting(Step::delay)
                .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ofMillis(125));
        assertThat(call.after(third, BROKEN)).as("the budget is three").isEmpty();
    }

    @Test
    void whatAnotherAttemptWouldNotCureIsNotTriedAgain() {
        for (int status : new int[] {400, 401, 403, 404, 413, 422}) {
            Itinerary call = call(Set.of(), 1, "a", "b");
            assertThat(call.after(call.first(), Failure.status(status, Optional.empty())))
                    .as("status %d", status)
                    .isEmpty();
        }
    }

    @Test
    void whatMayPassIsTriedElsewhereAndWithNobodyElseAgain() {
        for (int status : new int[] {408, 409, 429, 500, 502, 503, 504, 529}) {
            Failure passing = Failure.status(status, Optional.empty());
            Itinerary two = call(Set.of(), 1, "a" + status, "b" + status);
            assertThat(two.after(two.first(), passing).orElseThrow().target().id())
                    .isEqualTo("b" + status + "/m");
            Itinerary one = call(Set.of(), 1, "c" + status);
            Step again = one.after(one.first(), passing).orElseThrow();
            assertThat(again.target().id()).isEqualTo("c" + status + "/m");
            assertThat(again.delay()).isPositive();
        }
    }

    @Test
    void fallbackOnSendsARefusalToTheNextTargetAndNeverBack() {
        for (int status : new int[] {401, 403, 404}) {
            Itinerary call = call(Set.of(status), 1, "a" + status, "b");
            Step second = call.after(call.first(), Failure.status(status, Optional.empty()))
                    .orElseThrow();
            assertThat(second.target().id()).isEqualTo("b/m");
            Step third = call.after(second, BROKEN).orElseThrow();
            assertThat(third.target().id()).isEqualTo("b/m");
            call.succeeded(third, Duration.ZERO);
        }
    }

    @Test
    void retryAfterIsObeyedAsFarAsItIsBearable() {
        Itinerary short_ = call(Set.of(), 1, "a");
        Failure inTwo = Failure.status(429, Optional.of(Duration.ofSeconds(2)));
        assertThat(short_.after(short_.first(), inTwo).orElseThrow().delay()).isEqualTo(Duration.ofSeconds(2));
        Itinerary long_ = call(Set.of(), 1, "b");
        Failure inAMinute = Failure.status(429, Optional.of(Duration.ofMinutes(1)));
        assertThat(long_.after(long_.first(), inAMinute)).isEmpty();
        Itinerary elsewhere = call(Set.of(), 1, "c", "d");
        Step next = elsewhere.after(elsewhere.first(), inAMinute).orElseThrow();
        assertThat(next.target().id()).isEqualTo("d/m");
        assertThat(next.delay()).isZero();
    }

    @Test
    void aKeyOfAPoolIsNeverUsedTwiceInACallAndRestsForOthers() {
        Itinerary call = call(Set.of(), 2, "a");
        Failure limited = Failure.status(429, Optional.of(Duration.ofSeconds(5)));
        Step first = call.first();
        Step second = call.after(first, limited).orElseThrow();
        assertThat(second.keyIndex()).isNotEqualTo(first.keyIndex());
        assertThat(second.delay()).isZero();
        assertThat(call.after(second, limited)).isEmpty();
        time.pass(Duration.ofSeconds(6));
        Itinerary later = call(Set.of(), 2, "a");
        Step refused = later.first();
        later.after(refused, Failure.status(401, Optional.empty()));
        for (int i = 0; i < 20; i++) {
            assertThat(call(Set.of(), 2, "a").first().keyIndex()).isNotEqualTo(refused.keyIndex());
        }
        time.pass(Duration.ofMinutes(6));
        assertThat(call(Set.of(), 2, "a").first().keyIndex())
                .as("the one that is drawn, now that it has rested")
                .isEqualTo(refused.keyIndex());
    }

    @Test
    void aTargetWhoseKeysAllRestStandsBehindTheOthers() {
        Itinerary call = call(Set.of(), 1, "a", "b");
        call.after(call.first(), Failure.status(429, Optional.of(Duration.ofSeconds(60))));
        assertThat(call(Set.of(), 1, "a", "b").first().target().id()).isEqualTo("b/m");
        time.pass(Duration.ofSeconds(61));
        assertThat(call(Set.of(), 1, "a", "b").first().target().id()).isEqualTo("a/m");
    }

    @Test
    void whenEveryTargetIsDownAttemptsStayWithinTheBreakersProbes() {
        int attempts = 0;
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            time.pass(Duration.ofMillis(10));
            try {
                Itinerary call = call(Set.of(), 1, "a", "b");
                Optional<Step> step = Optional.of(call.first());
                int ofThis = 0;
                while (step.isPresent()) {
                    ofThis++;
                    step = call.after(step.get(), BROKEN);
                }
                assertThat(ofThis).isLessThanOrEqualTo(3);
                attempts += ofThis;
            } catch (RefusedException e) {
                refused++;
            }
        }
        // twenty open the two breakers; ten seconds see two probes of last resort for each of the 1.5 s between them,
        // at most
        assertThat(attempts).isBetween(21, 20 + 2 * 8);
        assertThat(refused).isGreaterThan(950);
    }

    @Test
    void aTargetThatIsBackIsFoundByAProbe() {
        for (int i = 0; i < 10; i++) {
            Itinerary call = call(Set.of(), 1, "a", "b");
            Step first = call.first();
            if (first.target().id().equals("a/m")) {
                call.succeeded(call.after(first, BROKEN).orElseThrow(), Duration.ZERO);
            }
        }
        assertThat(traffic.breakers().state("a/m")).isEqualTo("open");
        assertThat(call(Set.of(), 1, "a", "b").first().target().id()).isEqualTo("b/m");
        time.pass(Duration.ofSeconds(16));
        Itinerary probe = call(Set.of(), 1, "a", "b");
        Step step = probe.first();
        assertThat(step.target().id()).isEqualTo("a/m");
        assertThat(call(Set.of(), 1, "a", "b").first().target().id())
                .as("one probe at a time")
                .isEqualTo("b/m");
        probe.succeeded(step, Duration.ZERO);
        assertThat(traffic.breakers().state("a/m")).isEqualTo("closed");
    }

    @Test
    void noClientSeesAFailureThatFallbackCouldCure() {
        Random random = new Random(42);
        int failures = 0;
        int fromB = 0;
        for (int i = 0; i < 5_000; i++) {
            time.pass(Duration.ofMillis(50));
            Itinerary call = call(Set.of(), 1, "a", "b");
            Optional<Step> step = Optional.of(call.first());
            while (step.isPresent() && step.get().target().id().equals("a/m") && random.nextDouble() < 0.3) {
                step = call.after(step.get(), BROKEN);
            }
            failures += step.isPresent() ? 0 : 1;
            fromB += step.isPresent() && step.get().target().id().equals("b/m") ? 1 : 0;
            step.ifPresent(it -> call.succeeded(it, Duration.ofMillis(1)));
        }
        assertThat(failures).isZero();
        // three in ten, and what comes while the first one's breaker is open, which a share of 30 % seldom opens
        assertThat(fromB).isBetween(1_400, 2_000);
    }

    @Test
    void theDeadlineBoundsWaits() {
        Alias alias = Targets.alias(Strategy.FALLBACK, Targets.choice("a", 1));
        Router router = Targets.router(Routing.defaults(), traffic, alias);
        Inquiry asked = Targets.inquiry("smart", "{}", Map.of(), "t");
        Inquiry hurried = new Inquiry(
                asked.call(),
                asked.model(),
                asked.caller(),
                asked.body(),
                asked.tags(),
                asked.threadId(),
                true,
                java.util.OptionalLong.of(time.nanos() + Duration.ofSeconds(1).toNanos()));
        Itinerary call = router.plan(hurried);
        assertThat(call.after(call.first(), Failure.status(429, Optional.of(Duration.ofSeconds(2)))))
                .isEmpty();
    }

    @Test
    void conditionsChooseAmongTargetsAndSayWhyNot() {
        Condition vision = new Condition(
                Optional.of(true),
                Optional.empty(),
                java.util.OptionalLong.empty(),
                java.util.OptionalLong.empty(),
                Map.of());
        Condition gold = new Condition(
                Optional.empty(),
                Optional.empty(),
                java.util.OptionalLong.empty(),
                java.util.OptionalLong.empty(),
                Map.of("tier", "gold"));
        Condition large = new Condition(
                Optional.empty(),
                Optional.empty(),
                java.util.OptionalLong.of(100),
                java.util.OptionalLong.empty(),
                Map.of());
        Alias alias = Targets.alias(
                Strategy.FALLBACK,
                new Alias.Choice(Targets.target("eye", 1), 1, vision),
                new Alias.Choice(Targets.target("gold", 1), 1, gold),
                new Alias.Choice(Targets.target("large", 1), 1, large));
        Router router = Targets.router(Routing.defaults(), traffic, alias);
        String image = "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}]}]}";
        assertThat(order(router, image, Map.of())).containsExactly("eye/m");
        assertThat(order(router, "{}", Map.of("tier", "gold"))).containsExactly("gold/m");
        assertThat(order(router, "{\"p\":\"" + "word ".repeat(100) + "\"}", Map.of()))
                .containsExactly("large/m");
        assertThatThrownBy(() -> router.plan(Targets.inquiry("smart", "{}", Map.of(), "t")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("vision: true")
                .hasMessageContaining("tags: tier=gold")
                .hasMessageContaining("context-over: 100");
    }

    private static List<String> order(Router router, String body, Map<String, String> tags) {
        return router.plan(Targets.inquiry("smart", body, tags, "t")).choice().order().stream()
                .map(target -> target.id())
                .toList();
    }

    private Itinerary call(Set<Integer> fallbackOn, int keys, String... providers) {
        List<Alias.Choice> choices = new ArrayList<>();
        for (String provider : providers) {
            choices.add(new Alias.Choice(Targets.target(provider, keys), 1, Condition.none()));
        }
        Alias alias = new Alias("smart", Strategy.FALLBACK, choices, Optional.of(fallbackOn), Optional.empty(), false);
        return Targets.router(Routing.defaults(), traffic, alias).plan(Targets.inquiry("smart", "{}", Map.of(), "t"));
    }
}
