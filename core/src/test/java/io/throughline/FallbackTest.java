package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many calls see of targets that fail: nothing that another target cures, and no more requests than the budgets allow. */
class FallbackTest {
    private static final String QUICK = "retry: {backoff: 1ms, max-backoff: 1ms}\n";

    @TempDir
    private Path directory;

    @Test
    void nobodySeesThatAThirdOfOneTargetsCallsFail() throws Exception {
        Random random = new Random(5);
        String yaml = "aliases: {smart: {strategy: round-robin, targets: [a/m, b/m]}}\n" + QUICK;
        try (Providers providers = new Providers(directory, yaml, name -> {
            if (name.equals("b") || random.nextInt(100) >= 30) {
                return Providers.good();
            }
            return random.nextBoolean()
                    ? Providers.status(503)
                    : CompletableFuture.failedStage(new IOException("reset"));
        })) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(providers.call("smart").status()).isEqualTo(200);
            }
            assertThat(Collections.frequency(providers.sent, "a"))
                    .as("asked at all")
                    .isGreaterThan(10);
        }
    }

    @Test
    void sharesAreAsTheWeightsSay() throws Exception {
        String yaml = "aliases: {smart: {strategy: weighted, targets: [{model: a/m, weight: 3}, b/m]}}\n";
        try (Providers providers = new Providers(directory, yaml, name -> Providers.good())) {
            for (int i = 0; i < 5_000; i++) {
                providers.call("smart");
            }
            // five standard deviations of 5,000 draws at three quarters
            assertThat(Collections.frequency(providers.sent, "a") / 5_000.0).isCloseTo(0.75, within(0.031));
        }
    }

    @Test
    void whenAllIsDownRequestsStayWithinTheBudgetAndTheBreakers() throws Exception {
        String yaml = "aliases: {smart: {targets: [a/m, b/m]}}\nbreaker: {min-calls: 10, open: 1h}\n" + QUICK;
        try (Providers providers = new Providers(directory, yaml, name -> Providers.status(503))) {
            int refused = 0;
            for (int i = 0; i < 1_000; i++) {
                int before = providers.sent.size();
                ProxyResponse answer = providers.call("smart");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(providers.sent.size() - before).as("the budget").isLessThanOrEqualTo(3);
                refused += providers.sent.size() == before ? 1 : 0;
            }
            assertThat(providers.sent).as("ten of each open the breakers").hasSize(20);
            assertThat(refused).isGreaterThan(980);
            JsonNode order = providers.explained("smart").path("route").path("order");
            assertThat(order.findValuesAsText("target")).containsExactly("a/m", "b/m");
            assertThat(order.findValuesAsText("breaker")).containsExactly("open", "open");
        }
    }

    @Test
    void whoNamesATargetGetsItAndOnceIsEnoughWhileItsBreakerIsOpen() throws Exception {
        String yaml = "breaker: {min-calls: 10, open: 1h}\n" + QUICK;
        try (Providers providers = new Providers(directory, yaml, name -> Providers.status(503))) {
            for (int i = 0; i < 20; i++) {
                providers.call("a/m");
            }
            int before = providers.sent.size();
            for (int i = 0; i < 100; i++) {
                assertThat(providers.call("a/m").status()).isEqualTo(503);
            }
            assertThat(providers.sent).hasSize(before + 100);
        }
    }

    @Test
    void aRepetitionOverATransportThatMayBlockHoldsUpNoClock() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        String yaml = "aliases: {smart: {targets: [a/m]}}\n" + QUICK;
        try (Providers providers = new Providers(directory, yaml, name -> {
            threads.add(Thread.currentThread().getName());
            return threads.size() < 2 ? Providers.status(503) : Providers.good();
        })) {
            assertThat(providers.call("smart").status()).isEqualTo(200);
        }
        assertThat(threads).hasSize(2).first().isEqualTo(Thread.currentThread().getName());
        assertThat(threads.get(1)).doesNotContain("timer");
    }
}
