package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search finds what a look at every byte finds. */
class ByteSearchTest {
    @Test
    void findsWhatIsThere() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] text = new byte[random.nextInt(40)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) (random.nextInt(6) == 0 ? '"' : random.nextInt(256));
            }
            int from = random.nextInt(text.length + 1);
            assertThat(ByteSearch.indexOf(text, '"', from))
                    .isEqualTo(new String(text, StandardCharsets.ISO_8859_1).indexOf('"', from));
        }
    }

    @Test
    void takesNeighboursForNoHits() {
        byte[] text = {0x23, 0x21, (byte) 0xA2, 0x23, 0x21, (byte) 0xA2, 0x23, 0x21, 0x20, 0x24};
        assertThat(ByteSearch.indexOf(text, '"', 0)).isEqualTo(-1);
    }
}
