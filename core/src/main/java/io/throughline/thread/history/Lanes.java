package io.throughline.thread.history;

/**
 * Makes a number of bytes, thirty-two at a time: in two lanes, as one alone would wait for its own multiplications. None of the bytes is a control
 * character, so none of the words is {@link #NEVER}, which would make a lane forget what was before. Used by one thread at a time.
 */
final class Lanes {
    /** How many bytes are taken at a time. */
    static final int WIDTH = 32;

    private static final long NEVER = 0x2545_F491_4F6C_DD1DL;

    private final long seed;
    private final long otherSeed;
    private long one;
    private long other;

    Lanes(long seed) {
        this.seed = seed;
        this.otherSeed = Mix.of(seed, WIDTH);
        clear();
    }

    void clear() {
        one = seed;
        other = otherSeed;
    }

    Lanes copy() {
        Lanes copy = new Lanes(seed);
        copy.one = one;
        copy.other = other;
        return copy;
    }

    /** Takes bytes, a multiple of {@value #WIDTH}. */
    void take(byte[] bytes, int count) {
        long first = one;
        long second = other;
        for (int at = 0; at < count; at += WIDTH) {
            first = folded(first, Octets.at(bytes, at), Octets.at(bytes, at + 8));
            second = folded(second, Octets.at(bytes, at + 16), Octets.at(bytes, at + 24));
        }
        one = first;
        other = second;
    }

    /**
     * Returns the number of all that was taken and of some bytes more. More may be taken afterwards.
     *
     * @param bytes with room for {@value #WIDTH} behind those that count
     * @param count how many count
     * @param length how many count in all
     */
    long with(byte[] bytes, int count, long length) {
        long first = one;
        long second = other;
        int at = 0;
        for (; at < count; at += WIDTH) {
            int left = count - at;
            first = folded(first, some(bytes, at, left), some(bytes, at + 8, left - 8));
            second = folded(second, some(bytes, at + 16, left - 16), some(bytes, at + 24, left - 24));
        }
        return Mix.of(first, second, length);
    }

    /** Returns the number of the first bytes of a text, a multiple of sixteen. */
    static long head(long seed, byte[] bytes, int count) {
        long result = seed;
        for (int at = 0; at < count; at += 16) {
            result = folded(result, Octets.at(bytes, at), Octets.at(bytes, at + 8));
        }
        return Mix.of(result, count);
    }

    /** Returns the first so many bytes of eight. */
    private static long some(byte[] bytes, int at, int count) {
        return count >= 8 ? Octets.at(bytes, at) : count <= 0 ? 0 : Octets.at(bytes, at) & -1L >>> (64 - (count << 3));
    }

    private static long folded(long before, long first, long second) {
        return Mix.fold(first ^ NEVER, second ^ before);
    }
}
