package io.throughline.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for a byte, eight at a time: long texts hold few of those that matter. Pure functions. */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private ByteSearch() {}

    /** Returns the first place of {@code wanted} in {@code text} from {@code from} on, or -1. */
    public static int indexOf(byte[] text, char wanted, int from) {
        int at = from;
        long all = ONES * wanted;
        for (; at <= text.length - Long.BYTES; at += Long.BYTES) {
            long differing = (long) LONGS.get(text, at) ^ all;
            long zeros = (differing - ONES) & ~differing & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < text.length; at++) {
            if (text[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
