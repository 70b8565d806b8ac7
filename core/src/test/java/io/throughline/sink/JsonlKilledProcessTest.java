package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it writes loses what was not flushed, and nothing else. */
class JsonlKilledProcessTest {
    @Test
    void keepsAllThatWasFlushed(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("calls.jsonl");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long flushed = 0;
        try (BufferedReader said = writer.inputReader()) {
            while (flushed < 2_000) {
                flushed = Long.parseLong(said.readLine());
            }
            writer.destroyForcibly().waitFor();
        }
        new JsonlSinkAfterwards(file).append("afterwards");

        List<String> lines = Files.readAllLines(file);
        ObjectMapper json = new ObjectMapper();
        int whole = 0;
        for (String line : lines.subList(0, (int) flushed)) {
            assertThat(json.readTree(line).path("id").asText()).isEqualTo("" + whole++);
        }
        assertThat(json.readTree(lines.get(lines.size() - 1)).path("id").asText())
                .isEqualTo("afterwards");
    }

    private record JsonlSinkAfterwards(Path file) {
        void append(String id) throws Exception {
            try (JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(file, Long.MAX_VALUE, 1))) {
                sink.write(List.of(Calls.call(id)));
            }
        }
    }

    /** Writes for ever, and says how many records were flushed. */
    static final class Writer {
        private Writer() {}

        @SuppressWarnings("InfiniteLoopStatement")
        public static void main(String[] arguments) {
            JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(Path.of(arguments[0]), Long.MAX_VALUE, 1));
            SinkQueue queue = SinkQueue.start(
                    sink,
                    new QueueSettings(
                            new QueueSettings.Limit(10_000, 64 << 20),
                            new QueueSettings.Batching(100, 8 << 20, Duration.ofMillis(5)),
                            QueueSettings.usual(1).retry()));
            long next = 0;
            while (true) {
                while (queue.status().waiting() < 1_000) {
                    queue.offer(Calls.call("" + next++));
                }
                System.out.println(queue.status().written());
            }
        }
    }
}
