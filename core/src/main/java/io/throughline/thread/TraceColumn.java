package io.throughline.thread;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The traces in the slots of a table. One that is a UUID, as those that are made here, and stands for its thread, too, is held as two numbers: as
 * objects, the traces of a full index are some hundred thousand strings, each copied by several collections before it is old. Guarded by its owner.
 */
final class TraceColumn {
    private static final String FORM = "00000000-0000-0000-0000-000000000000";

    private final long[] highs;
    private final long[] lows;
    private final @Nullable TraceRef[] others;

    TraceColumn(int room) {
        highs = new long[room];
        lows = new long[room];
        others = new TraceRef[room];
    }

    boolean isFree(int slot) {
        return (highs[slot] | lows[slot]) == 0 && others[slot] == null;
    }

    /** Returns what is in a slot, if anything. */
    @Nullable
    TraceRef at(int slot) {
        return (highs[slot] | lows[slot]) == 0
                ? others[slot]
                : TraceRef.of(new UUID(highs[slot], lows[slot]).toString());
    }

    void put(int slot, TraceRef trace) {
        UUID id = trace.threadId().equals(trace.traceId()) && isUuid(trace.traceId())
                ? UUID.fromString(trace.traceId())
                : new UUID(0, 0);
        highs[slot] = id.getMostSignificantBits();
        lows[slot] = id.getLeastSignificantBits();
        if ((highs[slot] | lows[slot]) == 0) {
            others[slot] = trace;
        } else if (others[slot] != null) {
            others[slot] = null; // only then: each store makes the collector look here
        }
    }

    /** Takes over a slot of another table. */
    void put(int slot, TraceColumn from, int at) {
        highs[slot] = from.highs[at];
        lows[slot] = from.lows[at];
        others[slot] = from.others[at];
    }

    void clear() {
        Arrays.fill(highs, 0);
        Arrays.fill(lows, 0);
        Arrays.fill(others, null);
    }

    /** Returns whether a text is a UUID just as {@link UUID#toString} writes it, so that it can be written again. */
    private static boolean isUuid(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int at = 0; at < FORM.length(); at++) {
            char unit = text.charAt(at);
            boolean fits =
                    FORM.charAt(at) == '-' ? unit == '-' : (unit >= '0' && unit <= '9') || (unit >= 'a' && unit <= 'f');
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
