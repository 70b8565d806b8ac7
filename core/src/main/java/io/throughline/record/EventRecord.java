package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that an application told of a trace: no call of a model through this proxy, but what happened around it.
 *
 * @param id the record's id
 * @param eventType what happened, such as {@code tool_result}
 * @param place where it stands in the trace
 * @param source who told it
 * @param at when it happened; never later than it was told, and no more than a day earlier
 * @param receivedAt when it was told
 * @param content what it holds, as JSON text; empty where content is not kept
 * @param metadata more of it, as JSON text
 * @param idempotencyKey the application's own name of it
 * @param notes what of the event could not be taken as it came, a sentence each
 */
public record EventRecord(
        String id,
        String eventType,
        Place place,
        Source source,
        Instant at,
        Instant receivedAt,
        Optional<String> content,
        Optional<String> metadata,
        Optional<String> idempotencyKey,
        List<String> notes)
        implements TelemetryRecord {

    /** Copies the list. */
    public EventRecord {
        notes = List.copyOf(notes);
    }

    /**
     * Where an event stands.
     *
     * @param traceId its trace
     * @param threadId the thread of its trace
     * @param spanId its span; an event that answers another may share its span
     * @param parentSpanId the call or event it follows from
     */
    public record Place(String traceId, String threadId, String spanId, Optional<String> parentSpanId) {}

    /**
     * Who told an event.
     *
     * @param tenant whose it is
     * @param environment such as {@code production}
     * @param agent the agent's name
     * @param agentVersion the agent's version, as far as it is known
     * @param user the application's user
     */
    public record Source(
            String tenant,
            String environment,
            Optional<String> agent,
            Optional<String> agentVersion,
            Optional<String> user) {}

    @Override
    public String type() {
        return "event";
    }

    @Override
    public String tenant() {
        return source.tenant();
    }

    @Override
    public long weight() {
        return 1024L
                + 2L * content.map(String::length).orElse(0)
                + 2L * metadata.map(String::length).orElse(0);
    }

    @Override
    public byte[] json() {
        return JsonText.bytes(this::write);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type());
        out.writeStringField("id", id);
        out.writeStringField("event_type", eventType);
        out.writeStringField("trace_id", place.traceId());
        out.writeStringField("thread_id", place.threadId());
        out.writeStringField("span_id", place.spanId());
        text(out, "parent_span_id", place.parentSpanId());
        out.writeStringField("tenant", source.tenant());
        out.writeStringField("environment", source.environment());
        text(out, "agent", source.agent());
        text(out, "agent_version", source.agentVersion());
        text(out, "user", source.user());
        out.writeStringField("at", at.toString());
        out.writeStringField("received_at", receivedAt.toString());
        raw(out, "content", content);
        raw(out, "metadata", metadata);
        text(out, "idempotency_key", idempotencyKey);
        if (!notes.isEmpty()) {
            out.writeArrayFieldStart("notes");
            for (String note : notes) {
                out.writeString(note);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(name, value.get());
        }
    }

    private static void raw(JsonGenerator out, String name, Optional<String> json) throws IOException {
        if (json.isPresent()) {
            out.writeFieldName(name);
            out.writeRawValue(json.get());
        }
    }
}
