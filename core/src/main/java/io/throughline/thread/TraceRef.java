package io.throughline.thread;

/**
 * A trace and the thread it is in.
 *
 * @param traceId one run of an agent
 * @param threadId many runs
 */
public record TraceRef(String traceId, String threadId) {
    /** Returns a trace of which the thread is not known: it serves as both. */
    public static TraceRef of(String id) {
        return new TraceRef(id, id);
    }
}
