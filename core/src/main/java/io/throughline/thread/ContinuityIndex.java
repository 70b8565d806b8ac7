package io.throughline.thread;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps which trace was served under which keys, for a time. A key belongs to one trace, or to none once two traces have claimed it: then it
 * stays {@link Entry.Ambiguous} until its time is over. Safe for use by many threads.
 *
 * <p>It never fails a call: what can't be looked up is unknown, what can't be kept is lost. Where an index asks another machine, its stages complete
 * on a thread of the client's library, which must not be held up.
 */
public interface ContinuityIndex extends AutoCloseable {
    /** {@link Entry.Unknown}, of which there is one. */
    Entry UNKNOWN = new Entry.Unknown();

    /** {@link Entry.Ambiguous}, of which there is one. */
    Entry AMBIGUOUS = new Entry.Ambiguous();

    /**
     * Looks up keys, all at once.
     *
     * @return an entry for each key, in their order; never completed exceptionally
     */
    CompletionStage<List<Entry>> find(List<ContinuityKey> keys);

    /**
     * Keeps a trace under keys, all at once, and prolongs what is kept there.
     *
     * @param keys the keys
     * @param trace the trace
     * @param timeToLive how long from now
     * @return completed when it is kept as far as it could be; never exceptionally. What this node looks up finds it as soon as the method returns
     */
    CompletionStage<Void> note(Collection<ContinuityKey> keys, TraceRef trace, Duration timeToLive);

    /** Returns how often what is shared with other nodes could not be reached; 0 where nothing is. */
    default long outages() {
        return 0;
    }

    @Override
    void close();

    /** What is known of a key. */
    sealed interface Entry {
        /** Nothing. */
        record Unknown() implements Entry {}

        /** More than one trace was served under it. */
        record Ambiguous() implements Entry {}

        /**
         * One trace was served under it.
         *
         * @param trace the trace
         */
        record One(TraceRef trace) implements Entry {}

        /** Returns what two indexes know together: two traces are ambiguous; of one trace, this one's word counts. */
        default Entry and(Entry other) {
            if (this instanceof One one && other instanceof One second) {
                return one.trace().traceId().equals(second.trace().traceId()) ? this : AMBIGUOUS;
            }
            if (this instanceof Ambiguous || other instanceof Unknown) {
                return this;
            }
            return other;
        }
    }
}
