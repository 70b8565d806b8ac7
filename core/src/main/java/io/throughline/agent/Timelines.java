package io.throughline.agent;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The latest spans of the traces that were in use last on this node. Fed as calls come and end, so that an event that is told right after an answer
 * finds its place. Bounded; safe for use by many threads.
 */
public final class Timelines {
    private static final int MOST_TRACES = 20_000;
    /** Of some 250 bytes each. */
    private static final int MOST_ENTRIES = 500_000;

    private final LinkedHashMap<Trace, Timeline> traces = new LinkedHashMap<>(64, 0.75f, true);
    private final LongAdder entries = new LongAdder();

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
            Timeline timeline =
                    traces.computeIfAbsent(new Trace(tenant, traceId), trace -> new Timeline(threadId, entries));
            while (traces.size() > MOST_TRACES || (entries.sum() > MOST_ENTRIES && traces.size() > 1)) {
                Iterator<Timeline> oldestFirst = traces.values().iterator();
                oldestFirst.next().forget();
                oldestFirst.remove();
            }
            return timeline;
        }
    }

    /** Returns how many calls and links are held. */
    long entries() {
        return entries.sum();
    }

    private Optional<Timeline> known(String tenant, String traceId) {
        synchronized (traces) {
            return Optional.ofNullable(traces.get(new Trace(tenant, traceId)));
        }
    }

    private record Trace(String tenant, String traceId) {}
}
