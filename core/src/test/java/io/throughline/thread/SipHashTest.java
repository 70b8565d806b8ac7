package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The first vectors of the reference implementation's {@code vectors_sip128}. */
class SipHashTest {
    private static final ContinuityKey KEY = new ContinuityKey(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void hashesAsTheReferenceDoes() {
        assertThat(hash(new byte[0])).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        assertThat(hash(new byte[] {0})).isEqualTo("da87c1d86b99af44347659119b22fc45");
    }

    private static String hash(byte[] input) {
        ContinuityKey hash = SipHash.of(KEY, input);
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(hash.high())
                        .putLong(hash.low())
                        .array());
    }
}
