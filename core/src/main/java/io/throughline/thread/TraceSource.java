package io.throughline.thread;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One way to tell which trace a call belongs to. Stateless and safe for use by many threads. */
public interface TraceSource {
    /** Returns what the record says where this source matched, such as {@code reference}. */
    String name();

    /** Returns what this source makes of a call. */
    Claim claim(ContinuedCall call);

    /**
     * What a source makes of a call.
     *
     * @param keys what it wants looked up
     * @param certain whether it has a trace whatever is found, so that later sources need not be asked
     * @param reading makes a trace of what was found under the keys, in their order
     */
    record Claim(
            List<ContinuityKey> keys,
            boolean certain,
            Function<List<ContinuityIndex.Entry>, Optional<TraceRef>> reading) {
        /** Copies the list. */
        public Claim {
            keys = List.copyOf(keys);
        }

        /** Returns the claim of a source that says nothing. */
        public static Claim none() {
            return new Claim(List.of(), false, found -> Optional.empty());
        }

        /** Returns the claim of a source that knows the trace. */
        public static Claim of(TraceRef trace) {
            return new Claim(List.of(), true, found -> Optional.of(trace));
        }
    }
}
