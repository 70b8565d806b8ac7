package io.throughline.junit;

import io.throughline.record.CallRecord;
import java.util.List;

/** The calls that a test has made, as Throughline records them. Safe for use by many threads. */
public final class LlmCalls {
    private final CallCounts counts;

    LlmCalls(CallCounts counts) {
        this.counts = counts;
    }

    /**
     * Returns the calls that are over, in the order in which they ended. Calls that are about to end, and records that are being made, are waited for: two
     * seconds at the most.
     */
    public List<CallRecord> all() {
        return counts.settled();
    }

    /** Returns the only call; throws an {@link AssertionError} where there is none, or more than one. */
    public CallRecord only() {
        List<CallRecord> calls = all();
        if (calls.size() != 1) {
            throw new AssertionError("There is not one call but " + calls.size());
        }
        return calls.get(0);
    }

    @Override
    public String toString() {
        return "LlmCalls";
    }
}
