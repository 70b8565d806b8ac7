package io.throughline.thread;

import org.jspecify.annotations.Nullable;

/** A table of entries that only grows, up to a limit: open addressing, 44 bytes a slot. Guarded by its owner. */
final class Generation {
    /** In a slot: two traces have claimed the key. */
    static final TraceRef AMBIGUOUS = TraceRef.of("");

    private static final int FIRST_ROOM = 64;

    private long[] highs = new long[FIRST_ROOM];
    private long[] lows = new long[FIRST_ROOM];
    private long[] ends = new long[FIRST_ROOM];
    private TraceColumn traces = new TraceColumn(FIRST_ROOM);
    private int size;

    int size() {
        return size;
    }

    /** Returns the slot of a key, or of where it belongs. */
    int slot(ContinuityKey key) {
        int mask = highs.length - 1;
        int slot = (int) key.low() & mask;
        while (!traces.isFree(slot) && (highs[slot] != key.high() || lows[slot] != key.low())) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Returns what is in a slot if its time isn't over. */
    @Nullable
    TraceRef at(int slot, long now) {
        return ends[slot] - now <= 0 ? null : traces.at(slot);
    }

    long end(int slot) {
        return ends[slot];
    }

    void put(ContinuityKey key, TraceRef trace, long end) {
        int slot = slot(key);
        if (traces.isFree(slot)) {
            size++;
            highs[slot] = key.high();
            lows[slot] = key.low();
        }
        traces.put(slot, trace);
        ends[slot] = end;
        if (size * 4 > highs.length * 3) {
            grow();
        }
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldEnds = ends;
        TraceColumn oldTraces = traces;
        int room = oldHighs.length * 2;
        highs = new long[room];
        lows = new long[room];
        ends = new long[room];
        traces = new TraceColumn(room);
        for (int at = 0; at < oldHighs.length; at++) {
            if (!oldTraces.isFree(at)) {
                int slot = free(oldLows[at]);
                highs[slot] = oldHighs[at];
                lows[slot] = oldLows[at];
                ends[slot] = oldEnds[at];
                traces.put(slot, oldTraces, at);
            }
        }
    }

    private int free(long low) {
        int mask = highs.length - 1;
        int slot = (int) low & mask;
        while (!traces.isFree(slot)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Empties the table and keeps its room. */
    void clear() {
        traces.clear();
        size = 0;
    }
}
