package io.throughline.thread;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An index in this node's memory, which completes at once. Of more entries than it may hold, those go that nobody has asked for longest: each
 * part has a young and an old generation, and when the young one is full the old one is dropped.
 */
public final class MemoryContinuityIndex implements ContinuityIndex {
    private static final int PARTS = 32;

    private final Part[] parts = new Part[PARTS];
    private final InstantSource clock;

    /**
     * Makes an empty index.
     *
     * @param maxEntries how many entries it may hold: 64 at the least; 60 to 120 bytes each when full, the least where it
     *     is three quarters of a power of two; traces' ids that are no UUIDs apart
     * @param clock tells when an entry's time is over
     */
    public MemoryContinuityIndex(int maxEntries, InstantSource clock) {
        this.clock = clock;
        Arrays.setAll(parts, number -> new Part(Math.max(1, maxEntries / PARTS / 2)));
    }

    @Override
    public CompletionStage<List<Entry>> find(List<ContinuityKey> keys) {
        long now = clock.millis();
        List<Entry> entries = new ArrayList<>(keys.size());
        for (ContinuityKey key : keys) {
            entries.add(part(key).find(key, now));
        }
        return CompletableFuture.completedStage(entries);
    }

    @Override
    public CompletionStage<Void> note(Collection<ContinuityKey> keys, TraceRef trace, Duration timeToLive) {
        long now = clock.millis();
        for (ContinuityKey key : keys) {
            part(key).note(key, trace, now, now + timeToLive.toMillis());
        }
        return CompletableFuture.completedStage(null);
    }

    /** Returns how many entries there are, those whose time is over and who have not yet gone included. */
    public int size() {
        return Arrays.stream(parts).mapToInt(Part::size).sum();
    }

    @Override
    public void close() {}

    private Part part(ContinuityKey key) {
        return parts[(int) (key.high() & PARTS - 1)];
    }

    private static final class Part {
        private final int most;
        private Generation young = new Generation();
        private Generation old = new Generation();

        Part(int most) {
            this.most = most;
        }

        synchronized Entry find(ContinuityKey key, long now) {
            TraceRef trace = known(key, now);
            if (trace == null) {
                return UNKNOWN;
            }
            return Generation.AMBIGUOUS.equals(trace) ? AMBIGUOUS : new Entry.One(trace);
        }

        synchronized void note(ContinuityKey key, TraceRef trace, long now, long end) {
            TraceRef before = known(key, now);
            boolean free = before == null || before.traceId().equals(trace.traceId());
            put(key, free ? trace : Generation.AMBIGUOUS, end);
        }

        synchronized int size() {
            return young.size() + old.size();
        }

        /** What is asked for becomes young again. */
        private @Nullable TraceRef known(ContinuityKey key, long now) {
            TraceRef trace = young.at(young.slot(key), now);
            if (trace != null) {
                return trace;
            }
            int slot = old.slot(key);
            TraceRef older = old.at(slot, now);
            if (older != null) {
                put(key, older, old.end(slot));
            }
            return older;
        }

        private void put(ContinuityKey key, TraceRef trace, long end) {
            if (young.size() >= most) {
                Generation emptied = old;
                old = young;
                young = emptied;
                young.clear();
            }
            young.put(key, trace, end);
        }
    }
}
