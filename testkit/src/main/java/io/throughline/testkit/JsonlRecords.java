package io.throughline.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The records in a file that Throughline writes.
 *
 * @param file what {@code telemetry.jsonl.path} names; it need not be there yet
 */
public record JsonlRecords(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Returns the one record, waiting for it.
     *
     * @throws AssertionError when there are none in time, or several
     */
    public JsonNode awaitOne(Duration atMost) {
        List<JsonNode> records = await(1, atMost);
        if (records.size() != 1) {
            throw new AssertionError("one record, not " + records);
        }
        return records.get(0);
    }

    /** Waits until there are {@code count} records; returns those that there are then, or when the time is over. */
    public List<JsonNode> await(int count, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            List<JsonNode> records = read();
            if (records.size() >= count || System.nanoTime() > deadline) {
                return records;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** A line without its end is still being written. */
    private List<JsonNode> read() {
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            List<JsonNode> records = new ArrayList<>();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                records.add(JSON.readTree(line));
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
