package io.throughline.sdk.mounts;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.JsonlRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The records of one handler, one after the other. */
final class Ledger {
    private final JsonlRecords records;
    private int read;

    Ledger(Path file) {
        records = new JsonlRecords(file);
    }

    /** Returns the next call's record, waiting for it; what comes between, like an agent's, is left out. */
    JsonNode nextCall() {
        while (true) {
            List<JsonNode> all = records.await(read + 1, Duration.ofSeconds(20));
            if (all.size() <= read) {
                throw new AssertionError("no record came");
            }
            JsonNode next = all.get(read++);
            if (next.path("type").asText().equals("call")) {
                return next;
            }
        }
    }
}
