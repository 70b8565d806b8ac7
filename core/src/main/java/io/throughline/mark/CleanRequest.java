package io.throughline.mark;

import java.util.List;

/** A request without our marks, and what they said. */
public final class CleanRequest {
    private final byte[] body;
    private final List<SignedIds> signatures;
    private final List<String> whyOps;
    private final List<String> stamps;
    private final int rejected;

    CleanRequest(byte[] body, List<SignedIds> signatures, List<String> whyOps, List<String> stamps, int rejected) {
        this.body = body;
        this.signatures = signatures;
        this.whyOps = whyOps;
        this.stamps = stamps;
        this.rejected = rejected;
    }

    static CleanRequest untouched(byte[] body) {
        return new CleanRequest(body, List.of(), List.of(), List.of(), 0);
    }

    /** Returns the body: the very array that was given where nothing was taken out. Nobody changes it. */
    public byte[] body() {
        return body;
    }

    /** Returns what the assistant's texts were signed with, the newest first, each once; verified, and this tenant's. */
    public List<SignedIds> signatures() {
        return signatures;
    }

    /** Returns the trace ids of WhyOps' signatures in the assistant's texts, the newest first; of the right form, but anybody may have made them. */
    public List<String> whyOpsTraces() {
        return whyOps;
    }

    /** Returns the ids of the stamps in tool calls, the newest first, each once; of the right form, but anybody may have made them. */
    public List<String> stamps() {
        return stamps;
    }

    /** Returns how many signatures in the assistant's texts were damaged, forged or another tenant's. */
    public int rejected() {
        return rejected;
    }
}
