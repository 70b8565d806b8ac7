package io.throughline.thread.history;

/** Mixes numbers: the 128-bit product of two, folded to 64 bits. */
final class Mix {
    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    private Mix() {}

    /** Mixes two numbers; their order counts. */
    static long of(long one, long other) {
        return fold(one ^ FIRST, Long.rotateLeft(other, 29) ^ SECOND);
    }

    static long of(long one, long other, long third) {
        return of(of(one, other), third);
    }

    /** As quick as can be, for many numbers one after another. */
    static long fold(long one, long other) {
        return one * other ^ Math.multiplyHigh(one, other);
    }
}
