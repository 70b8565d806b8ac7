package io.throughline.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** SipHash-2-4 with 128 bits of result: a keyed hash that is quick for short input (Aumasson and Bernstein, 2012; the 128-bit form of 2014). */
final class SipHash {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(ContinuityKey key) {
        v0 = key.high() ^ 0x736f6d6570736575L;
        v1 = key.low() ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = key.high() ^ 0x6c7967656e657261L;
        v3 = key.low() ^ 0x7465646279746573L;
    }

    /** Hashes bytes under a key, whose halves are the key's little-endian words. */
    static ContinuityKey of(ContinuityKey key, byte[] input) {
        return new SipHash(key).hash(input);
    }

    private ContinuityKey hash(byte[] input) {
        int whole = input.length & ~7;
        for (int at = 0; at < whole; at += 8) {
            word((long) WORDS.get(input, at));
        }
        long last = (long) input.length << 56;
        for (int at = whole; at < input.length; at++) {
            last |= (input[at] & 0xFFL) << ((at - whole) * 8);
        }
        word(last);
        v2 ^= 0xee;
        rounds(4);
        long high = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        rounds(4);
        return new ContinuityKey(high, v0 ^ v1 ^ v2 ^ v3);
    }

    private void word(long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
    }

    private void rounds(int count) {
        for (int round = 0; round < count; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
