package io.throughline.thread.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What does not count beyond ASCII is looked at closely, whatever stands around it. */
class IgnorableTest {
    @Test
    void firstBytesTellWhatMayNotCount() {
        assertThat(IntStream.rangeClosed(0x80, Character.MAX_CODE_POINT)
                        .filter(point -> Ignorable.isWhiteSpace(point) || Ignorable.isInvisible(point))
                        .filter(point -> !Ignorable.maybe(utf8(Character.toString(point))[0])))
                .isEmpty();
    }

    @Test
    void oneCharacterIsTheSameInTextAndInPieces() {
        IntStream.rangeClosed(1, 0xFFFF)
                .filter(point -> !Character.isSurrogate((char) point))
                .forEach(point -> {
                    String character = Character.toString(point);
                    assertThat(hash("some words " + character + " and more of them"))
                            .as("U+%04X", point)
                            .isEqualTo(hash("some words", " ", character, " ", "and more ", "of them"));
                });
    }

    @Test
    void eightAtATimeAreTheSameAsEach() {
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < 8; place++) {
                long word = 0x61D0_BE61_C3A9_6161L & ~(0xFFL << 8 * place) | (long) value << 8 * place;
                boolean marked = (Ignorable.maybe(word) >>> 8 * place & 0x80) != 0;
                assertThat(marked).as("%02X", value).isEqualTo(Ignorable.maybe((byte) value) || value == 0xF1);
                assertThat(Ignorable.maybe(word) & ~(0x80L << 8 * place)).isZero();
            }
        }
    }

    @Test
    void longTextsAreTheSameHoweverTheyAreSplit() {
        for (String unit :
                new String[] {"words and ", "\u00e9t\u00e9 ", "\u6d4b\u91cf\u3002\uff0c\u3000", "x\n      y\u2063", " "
                }) {
            for (int blanks : new int[] {0, 1, 2030, 2040, 2048, 2049, 2056, 5000}) {
                String text = "begin " + unit.repeat(300) + " ".repeat(blanks) + "\nmore " + unit.repeat(300) + "end";
                long whole = hash(text);
                for (int size : new int[] {1, 7, 8, 61, 2047, 2049}) {
                    String[] pieces = new String[(text.length() + size - 1) / size];
                    for (int i = 0; i < pieces.length; i++) {
                        pieces[i] = text.substring(i * size, Math.min(text.length(), (i + 1) * size));
                    }
                    assertThat(hash(pieces)).isEqualTo(whole);
                }
            }
        }
    }

    private static long hash(String... pieces) {
        CanonicalText text = new CanonicalText(42);
        for (String piece : pieces) {
            TextReader.plain(piece, text);
        }
        return text.hash();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
