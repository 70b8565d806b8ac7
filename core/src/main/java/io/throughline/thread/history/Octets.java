package io.throughline.thread.history;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes as one number, the first of them lowest. */
final class Octets {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Octets() {}

    static long at(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    static void put(byte[] bytes, int at, long word) {
        WORDS.set(bytes, at, word);
    }
}
