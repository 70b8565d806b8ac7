package io.throughline.sink;

import java.util.Map;
import java.util.Optional;

/**
 * How a sink does. The counts are taken one after the other, so they need not add up to the record while records flow.
 *
 * @param name the sink's name
 * @param up whether the last write went well; true before the first
 * @param waiting how many records wait, in memory or on disk, those being written included
 * @param waitingBytes about how many bytes they take up in memory
 * @param spooled how many of them are on disk
 * @param written how many records the sink took
 * @param dropped how many records were dropped, for every reason
 * @param lastError the class of the last failure, kept after the sink is back; never a message, so never a secret
 */
public record SinkStatus(
        String name,
        boolean up,
        int waiting,
        long waitingBytes,
        int spooled,
        long written,
        Map<DropReason, Long> dropped,
        Optional<String> lastError) {}
