package io.throughline.mark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at a time. */
final class Strings {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The low bit of each byte. */
    static final long ONES = 0x0101_0101_0101_0101L;
    /** The high bit of each byte. */
    static final long HIGHS = 0x8080_8080_8080_8080L;

    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private Strings() {}

    /** Returns where a string ends, behind its closing quote. */
    static int end(byte[] json, int from, int end) throws Malformed {
        int at = from;
        while (true) {
            while (at + 8 <= end) {
                long word = word(json, at);
                long found = has(word, QUOTES) | has(word, BACKSLASHES);
                if (found != 0) {
                    at += first(found);
                    break;
                }
                at += 8;
            }
            while (at < end && json[at] != '"' && json[at] != '\\') {
                at++;
            }
            if (at >= end) {
                throw new Malformed();
            }
            if (json[at] == '"') {
                return at + 1;
            }
            at += 2;
        }
    }

    static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static short pair(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at);
    }

    /** Returns a word whose high bits mark bytes of a value, the lowest of them surely. */
    static long has(long word, long value) {
        long different = word ^ value;
        return (different - ONES) & ~different & HIGHS;
    }

    /** Returns the value in all eight bytes. */
    static long eight(int value) {
        return ONES * (value & 0xff);
    }

    /** Returns the first byte marked. */
    static int first(long found) {
        return Long.numberOfTrailingZeros(found) >> 3;
    }
}
