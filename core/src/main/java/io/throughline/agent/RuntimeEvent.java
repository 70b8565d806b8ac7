package io.throughline.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as an application tells it, before it is placed in its trace.
 *
 * @param type what happened
 * @param traceId in which trace
 * @param spanId its span; one is made where it has none
 * @param parentSpanId what it follows from; found where it is not told
 * @param agentName whose agent
 * @param user the application's user
 * @param timestamp when it happened; now where it is not told
 * @param content what it holds, as JSON text
 * @param metadata more of it, as JSON text
 * @param idempotencyKey the application's own name of it: an event that is told twice is kept once
 * @param toolCallIds the calls of tools that it is about, as the model numbered them
 * @param notes what could not be taken as it came, a sentence each
 */
public record RuntimeEvent(
        EventType type,
        String traceId,
        Optional<String> spanId,
        Optional<String> parentSpanId,
        Optional<String> agentName,
        Optional<String> user,
        Optional<Instant> timestamp,
        Optional<String> content,
        Optional<String> metadata,
        Optional<String> idempotencyKey,
        List<String> toolCallIds,
        List<String> notes) {

    /** Copies the lists. */
    public RuntimeEvent {
        toolCallIds = List.copyOf(toolCallIds);
        notes = List.copyOf(notes);
    }
}
