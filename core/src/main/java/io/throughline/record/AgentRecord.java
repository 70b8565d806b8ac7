package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of an agent: its name and what it was registered with. Written when it is seen first, and again on each day on which it is in use, so that
 * it outlives the records that tell of it.
 *
 * @param id the record's id: the version's, or the agent's where it has none
 * @param tenant whose agent it is
 * @param environment such as {@code production}
 * @param name the agent's name
 * @param agentId the agent, whatever its version
 * @param versionHash what its version was made from; empty for an agent that was only seen on a call
 * @param metadata what it was registered with, as JSON text; empty where content is not kept
 * @param at when it was seen
 */
public record AgentRecord(
        String id,
        String tenant,
        String environment,
        String name,
        String agentId,
        Optional<String> versionHash,
        Optional<String> metadata,
        Instant at)
        implements TelemetryRecord {

    @Override
    public String type() {
        return "agent";
    }

    @Override
    public long weight() {
        return 512L + 2L * metadata.map(String::length).orElse(0);
    }

    @Override
    public byte[] json() {
        return JsonText.bytes(this::write);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type());
        out.writeStringField("id", id);
        out.writeStringField("tenant", tenant);
        out.writeStringField("environment", environment);
        out.writeStringField("agent", name);
        out.writeStringField("agent_id", agentId);
        if (versionHash.isPresent()) {
            out.writeStringField("agent_version", id);
            out.writeStringField("version_hash", versionHash.get());
        }
        out.writeStringField("at", at.toString());
        if (metadata.isPresent()) {
            out.writeFieldName("metadata");
            out.writeRawValue(metadata.get());
        }
        out.writeEndObject();
    }
}
