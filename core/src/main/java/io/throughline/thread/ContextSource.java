package io.throughline.thread;

/** The trace that the code which makes the call has named: {@link CallingContext}. */
public final class ContextSource implements TraceSource {
    static final String NAME = "context";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Claim claim(ContinuedCall call) {
        TraceIds told = call.request().told();
        return told.matchedBy().equals(NAME) ? Claim.of(new TraceRef(told.traceId(), told.threadId())) : Claim.none();
    }
}
