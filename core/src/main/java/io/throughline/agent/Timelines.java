package io.throughline.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * The latest spans of the traces that were in use last on this node. Fed as calls come and end, so that an event that is told right after an answer
 * finds its place. Bounded; safe for use by many threads.
 */
public final class Timelines {
    private static final int MOST_TRACES = 20_000;

    private final BoundedMap<Trace, Timeline> traces = new BoundedMap<>(MOST_TRACES);

    /** Notes that a call begins. */
    public void began(
            String tenant, String traceId, String threadId, String spanId, Optional<String> agent, Instant at) {
        of(tenant, traceId, threadId).began(spanId, agent, threadId, at);
    }

    /** Notes that a call has ended. */
    public void ended(String tenant, String traceId, String spanId, Instant at) {
        known(tenant, traceId).ifPresent(timeline -> timeline.ended(spanId, at));
    }

    /** Notes that a call's answer calls a tool. */
    public void calledTool(String tenant, String traceId, String spanId, String toolCallId) {
        known(tenant, traceId).ifPresent(timeline -> timeline.calledTool(spanId, toolCallId));
    }

    Timeline of(String tenant, String traceId, String threadId) {
        synchronized (traces) {
            return traces.computeIfAbsent(new Trace(tenant, traceId), trace -> new Timeline(threadId));
        }
    }

    private Optional<Timeline> known(String tenant, String traceId) {
        synchronized (traces) {
            return Optional.ofNullable(traces.get(new Trace(tenant, traceId)));
        }
    }

    private record Trace(String tenant, String traceId) {}
}
