package io.throughline.thread;

/** The trace that the client names in a header. It wins over all else. */
final class HeaderSource implements TraceSource {
    static final String NAME = "header";

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
