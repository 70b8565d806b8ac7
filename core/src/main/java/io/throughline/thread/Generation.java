package io.throughline.thread;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A table of entries that only grows, up to a limit: open addressing, 28 bytes a slot. Guarded by its owner. */
final class Generation {
    /** In a slot: two traces have claimed the key. */
    static final TraceRef AMBIGUOUS = TraceRef.of("");

    private static final int FIRST_ROOM = 64;

    private long[] highs = new long[FIRST_ROOM];
    private long[] lows = new long[FIRST_ROOM];
    private long[] ends = new long[FIRST_ROOM];
    private @Nullable TraceRef[] traces = new TraceRef[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    /** Returns the slot of a key, or of where it belongs. */
    int slot(ContinuityKey key) {
        int mask = traces.length - 1;
        int slot = (int) key.low() & mask;
        while (traces[slot] != null && (highs[slot] != key.high() || lows[slot] != key.low())) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Returns what is in a slot if its time isn't over. */
    @Nullable
    TraceRef at(int slot, long now) {
        TraceRef trace = traces[slot];
        return trace == null || ends[slot] - now <= 0 ? null : trace;
    }

    long end(int slot) {
        return ends[slot];
    }

    void put(ContinuityKey key, TraceRef trace, long end) {
        int slot = slot(key);
        if (traces[slot] == null) {
            size++;
            highs[slot] = key.high();
            lows[slot] = key.low();
        }
        traces[slot] = trace;
        ends[slot] = end;
        if (size * 4 > traces.length * 3) {
            grow();
        }
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldEnds = ends;
        @Nullable TraceRef[] oldTraces = traces;
        int room = oldTraces.length * 2;
        highs = new long[room];
        lows = new long[room];
        ends = new long[room];
        traces = new TraceRef[room];
        for (int at = 0; at < oldTraces.length; at++) {
            if (oldTraces[at] != null) {
                int slot = free(oldLows[at]);
                highs[slot] = oldHighs[at];
                lows[slot] = oldLows[at];
                ends[slot] = oldEnds[at];
                traces[slot] = oldTraces[at];
            }
        }
    }

    private int free(long low) {
        int mask = traces.length - 1;
        int slot = (int) low & mask;
        while (traces[slot] != null) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Empties the table and keeps its room. */
    void clear() {
        Arrays.fill(traces, null);
        size = 0;
    }
}
