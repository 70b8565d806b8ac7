package io.throughline.wire;

/** The head of a gzip member (RFC 1952, section 2.3). */
final class GzipHead {
    private static final int FIXED = 10;
    private static final int HAS_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private GzipHead() {}

    /** Returns whether the bytes so far are those of a head. */
    static boolean mayBecomeOne(byte[] bytes) {
        return (bytes.length < 1 || bytes[0] == 0x1f)
                && (bytes.length < 2 || bytes[1] == (byte) 0x8b)
                && (bytes.length < 3 || bytes[2] == 8);
    }

    /** Returns whether the bytes so far are a whole head, with nothing behind it. */
    static boolean isWhole(byte[] bytes) {
        if (bytes.length < FIXED) {
            return false;
        }
        int flags = bytes[3];
        int at = FIXED;
        if ((flags & HAS_EXTRA) != 0) {
            if (bytes.length < at + 2) {
                return false;
            }
            at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            at = behindZero(bytes, at);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = behindZero(bytes, at);
        }
        if ((flags & HAS_CRC) != 0) {
            at += 2;
        }
        return bytes.length >= at;
    }

    private static int behindZero(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE / 2;
    }
}
