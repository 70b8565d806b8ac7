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
