package io.throughline.sink.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.sink.QueueSettings;
import io.throughline.sink.SinkQueue;
import io.throughline.sink.SinkSettings;
import io.throughline.sink.Telemetry;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it writes loses what was not flushed, and nothing else; two may write at once. */
class ProcessesTest {
    @Test
    void keepsAllThatWasFlushedAndGoesOn(@TempDir Path directory) throws Exception {
        Process writer = writer(directory);
        long flushed = 0;
        try (BufferedReader said = writer.inputReader()) {
            while (flushed < 2_000) {
                flushed = Long.parseLong(said.readLine());
            }
            writer.destroyForcibly().waitFor();
        }
        Telemetry telemetry = Telemetry.open(List.of(new SinkSettings.Store(directory, Duration.ofDays(36_000))), 100);
        telemetry.accept(Call.of("afterwards", "t", "2026-11-20T11:00:00Z").telemetry());
        telemetry.close(Duration.ofSeconds(20));

        try (SqliteStore store = SqliteStore.open(directory, Duration.ofDays(36_000))) {
            List<String> kept = StoreTest.all(cursor -> store.trace("acme", "t", cursor, 1_000));
            assertThat(kept.size() - 1L).isGreaterThanOrEqualTo(flushed);
            for (int i = 0; i < kept.size() - 1; i++) {
                assertThat(kept.get(i)).contains("\"id\":\"c" + i + "\"");
            }
            assertThat(kept.get(kept.size() - 1)).contains("\"id\":\"afterwards\"");
            assertThat(store.traces("acme", StoreTest.query(Optional.empty(), 1))
                            .items()
                            .get(0)
                            .calls())
                    .isEqualTo(kept.size());
        }
    }

    @Test
    void twoProcessesWriteTheSameDayAtOnce(@TempDir Path directory) throws Exception {
        Process writer = writer(directory);
        try (BufferedReader said = writer.inputReader();
                SqliteStore store = SqliteStore.open(directory, Duration.ofDays(36_000))) {
            while (Long.parseLong(said.readLine()) == 0) {
                assertThat(writer.isAlive()).isTrue();
            }
            for (int i = 0; i < 50; i++) {
                store.write(Call.batch(Call.of("ours" + i, "ours", "2026-11-20T11:00:00Z")));
            }
            assertThat(StoreTest.all(cursor -> store.trace("acme", "ours", cursor, 7)))
                    .hasSize(50);
            assertThat(store.trace("acme", "t", Optional.empty(), 1).items()).hasSize(1);
            assertThat(writer.isAlive()).isTrue();
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private static Process writer(Path directory) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Writes for ever, and says how many records were flushed. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("InfiniteLoopStatement")
        public static void main(String[] arguments) {
            SinkQueue queue = SinkQueue.start(
                    SqliteStore.open(Path.of(arguments[0]), Duration.ofDays(36_000)),
                    new QueueSettings(
                            new QueueSettings.Limit(10_000, 64 << 20),
                            new QueueSettings.Batching(100, 8 << 20, Duration.ofMillis(5)),
                            QueueSettings.usual(1).retry()));
            Instant start = Instant.parse("2026-11-20T10:00:00Z");
            int next = 0;
            while (true) {
                while (queue.status().waiting() < 1_000) {
                    String at = start.plusNanos(next * 1_000L).toString();
                    queue.offer(Call.of("c" + next++, "t", at).telemetry());
                }
                System.out.println(queue.status().written());
            }
        }
    }
}
