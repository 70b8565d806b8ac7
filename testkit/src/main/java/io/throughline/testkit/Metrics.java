package io.throughline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What Throughline at {@code base} shows of itself on {@code /metrics}. */
record Metrics(URI base) {
    /** Waits until each of {@code lines} is shown at once, such as {@code throughline_calls_active 0.0}. */
    void await(Duration atMost, String... lines) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<String> shown = shown();
        while (!shown.containsAll(List.of(lines)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            shown = shown();
        }
        assertThat(shown).contains(lines);
    }

    private List<String> shown() throws IOException {
        try (WireClient client = WireClient.connect(base)) {
            client.get("/metrics");
            client.head();
            return new String(client.body(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
