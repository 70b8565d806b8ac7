package io.throughline.thread;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Makes ids that sort by time: UUID version 7 (RFC 9562, section 5.7). */
public final class Uuid7 {
    private Uuid7() {}

    /** Returns a new id: 36 characters, lower case. Unique, not secret. */
    public static String next() {
        return at(System.currentTimeMillis());
    }

    static String at(long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = epochMillis << 16 | 0x7000 | random.nextInt(1 << 12);
        long low = 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
        return new UUID(high, low).toString();
    }

    /** Returns a new span id: 16 hexadecimal digits, not all zero (W3C Trace Context, section 3.2.2.4). */
    public static String span() {
        long bits;
        do {
            bits = ThreadLocalRandom.current().nextLong();
        } while (bits == 0);
        return java.util.HexFormat.of().toHexDigits(bits);
    }
}
