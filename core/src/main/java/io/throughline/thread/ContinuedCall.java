package io.throughline.thread;

import io.throughline.thread.history.History;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way into a trace: first {@link #join}, then {@link #served} with what it returned. The history is read when someone
 * needs it, and once. Safe for use by many threads.
 */
public final class ContinuedCall {
    private final Continuity continuity;
    private final JoinRequest request;
    private final ContinuityKeys.Scope keys;
    private @Nullable History history;

    ContinuedCall(Continuity continuity, JoinRequest request, ContinuityKeys.Scope keys) {
        this.continuity = continuity;
        this.request = request;
        this.keys = keys;
    }

    /** Returns what is known of the call. */
    public JoinRequest request() {
        return request;
    }

    /** Returns the tenant's keys. */
    public ContinuityKeys.Scope keys() {
        return keys;
    }

    /** Returns what the request tells of the conversation so far. */
    public synchronized History history() {
        History known = history;
        if (known == null) {
            known = continuity.read(request);
            history = known;
        }
        return known;
    }

    /** Returns the call's ids; the stage never completes exceptionally. A trace nobody knows is new. */
    public CompletionStage<TraceIds> join() {
        return continuity.join(this);
    }

    /**
     * Returns what is to be told of the answer.
     *
     * @param ids what {@link #join} returned
     */
    public ServedAnswer served(TraceIds ids) {
        return new ServedAnswer(this, new TraceRef(ids.traceId(), ids.threadId()), continuity);
    }
}
