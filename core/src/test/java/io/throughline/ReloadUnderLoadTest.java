package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many changes while many call: nobody notices, and nothing is left behind. */
class ReloadUnderLoadTest {
    private static final int CLIENTS = 20;
    private static final int CHANGES = 200;

    @TempDir
    private Path directory;

    @Test
    void twoHundredChangesFailNoCallAndLeaveNothingBehind() throws Exception {
        String[] yaml = {
            "providers: {p: {dialect: openai, base-url: \"ONE\"}}\naliases: {smart: {targets: [p/m]}}\ncache: {ttl: 1h}\n",
            "providers: {p: {dialect: openai, base-url: \"TWO\"}}\naliases: {smart: {targets: [p/n]}}\ntimeouts: {connect: 7s}\n",
        };
        try (Reloaded handler = new Reloaded(directory, yaml[0])) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger calls = new AtomicInteger();
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                running.add(clients.submit(() -> {
                    while (!over.get()) {
                        assertThat(handler.call("smart", "Cache-Control", "no-cache"))
                                .isEqualTo(200);
                        calls.incrementAndGet();
                    }
                }));
            }
            await(() -> calls.get() > 200);
            Map<String, Long> threads = threads();
            for (int change = 1; change <= CHANGES; change++) {
                handler.reload(yaml[change % 2]);
                int seen = calls.get();
                await(() -> calls.get() > seen + 5 || running.stream().anyMatch(Future::isDone));
            }
            over.set(true);
            for (Future<?> client : running) {
                client.get(30, TimeUnit.SECONDS);
            }
            clients.shutdownNow();

            assertThat(handler.one.requests()).isNotEmpty();
            assertThat(handler.two.requests()).isNotEmpty();
            assertThat(handler.one.connectionsOpen()).isLessThanOrEqualTo(CLIENTS);
            assertThat(handler.two.connectionsOpen()).isLessThanOrEqualTo(CLIENTS);
            await(() -> threads().entrySet().stream()
                    .allMatch(now -> now.getValue() <= threads.getOrDefault(now.getKey(), 0L)));
        }
    }

    /** Returns how many of our threads there are of each kind. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(thread -> thread.getName().replaceFirst("-[0-9]+$", ""))
                .filter(name -> name.startsWith("throughline"))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.yield();
        }
    }
}
