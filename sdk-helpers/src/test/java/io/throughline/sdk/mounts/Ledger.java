package io.throughline.sdk.mounts;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.JsonlRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The records of one handler, in the order of its calls. */
final class Ledger {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JsonlRecords records;
    private int read;

    Ledger(Path file) {
        records = new JsonlRecords(file);
    }

    /** Returns the records of the next calls, waiting for them; what comes between, like an agent's, is left out. */
    List<JsonNode> nextCalls(int count) {
        int lines = 0;
        while (true) {
            List<JsonNode> all = records.await(lines + 1, PATIENCE);
            List<JsonNode> calls = all.stream()
                    .filter(told -> told.path("type").asText().equals("call"))
                    .toList();
            if (calls.size() >= read + count) {
                List<JsonNode> next = List.copyOf(calls.subList(read, read + count));
                read += count;
                return next;
            }
            if (all.size() <= lines) {
                throw new AssertionError((calls.size() - read) + " records came, not " + count);
            }
            lines = all.size();
        }
    }
}
