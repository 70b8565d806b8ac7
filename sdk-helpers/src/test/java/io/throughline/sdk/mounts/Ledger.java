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

    /** Returns the records of the next calls, waiting for them. */
    List<JsonNode> nextCalls(int count) {
        List<JsonNode> all = records.await(read + count, PATIENCE);
        if (all.size() < read + count) {
            throw new AssertionError((all.size() - read) + " records came, not " + count);
        }
        List<JsonNode> next = List.copyOf(all.subList(read, read + count));
        read += count;
        return next;
    }
}
