package io.throughline.wire;

import java.util.Arrays;

/** Bytes that grow. It keeps its array when cleared, unless that has grown large. */
final class ByteStore {
    private static final int KEPT = 64 * 1024;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int size;

    void append(byte octet) {
        makeRoom(1);
        bytes[size++] = octet;
    }

    void append(byte[] source, int start, int end) {
        makeRoom(end - start);
        System.arraycopy(source, start, bytes, size, end - start);
        size += end - start;
    }

    void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = NONE;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Returns the array itself, of which the first {@link #size()} bytes count. */
    byte[] array() {
        return bytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            int wanted = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }
}
