package io.throughline.sdk.mounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What two records of one conversation have in common: all but their ids and times. */
final class ComparableRecord {
    private ComparableRecord() {}

    /**
     * Returns a copy of {@code call} without what differs.
     *
     * @param writtenAnew whether the client wrote the request in its own way, so that its length is another
     */
    static JsonNode of(JsonNode call, boolean writtenAnew) {
        ObjectNode kept = call.deepCopy();
        List.of("id", "span_id", "received_at").forEach(kept::remove);
        List<String> names = new ArrayList<>();
        kept.fieldNames().forEachRemaining(names::add);
        names.stream().filter(name -> name.endsWith("_ms")).forEach(kept::remove);
        // what an attempt failed of is told of those that Throughline makes itself; the call's error is the same
        kept.get("attempts").forEach(attempt -> ((ObjectNode) attempt).remove(List.of("ms", "span_id", "error_class")));
        if (writtenAnew) {
            ((ObjectNode) kept.get("bytes")).remove("request");
        }
        return kept;
    }
}
