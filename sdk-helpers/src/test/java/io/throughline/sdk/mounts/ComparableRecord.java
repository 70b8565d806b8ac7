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
     * @param mount what the conversation went through
     */
    static JsonNode of(JsonNode call, String mount) {
        ObjectNode kept = call.deepCopy();
        List.of("id", "span_id", "received_at", "w3c_trace_id").forEach(kept::remove);
        List<String> names = new ArrayList<>();
        kept.fieldNames().forEachRemaining(names::add);
        names.stream().filter(name -> name.endsWith("_ms")).forEach(kept::remove);
        kept.get("attempts").forEach(attempt -> ((ObjectNode) attempt).remove(List.of("ms", "span_id")));
        // the vendors' clients write the request in their own way
        if (mount.endsWith("-java")) {
            ((ObjectNode) kept.get("bytes")).remove("request");
        }
        return kept;
    }
}
