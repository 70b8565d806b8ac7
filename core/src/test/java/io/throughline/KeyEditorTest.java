package io.throughline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of a key are written over, however the body is cut, and no others. */
class KeyEditorTest {
    @ParameterizedTest
    @CsvSource({
        "abcd, xabcdx, x****x",
        "abcd, abcdabcd, ********",
        "abcd, ababcd, ab****",
        "aabaaab, aabaabaaab, aab*******",
        "ababaaa, ababaababaaa, ababa*******",
        "aaaa, aaaaaa, ****aa",
        "abab, abaxabab, abax****",
        "abcd, abc, abc",
        "abcd, '', ''",
    })
    void masksTheKeyWhereverTheBodyIsCut(String key, String body, String masked) {
        for (int size = 1; size <= Math.max(1, body.length()); size++) {
            assertThat(edited(key, body, size)).as("cut every %d bytes", size).isEqualTo(masked);
        }
    }

    @Test
    void keepsNothingBackThatCannotBeTheKeysBeginning() {
        KeyEditor editor = new KeyEditor("sk-1".getBytes(ISO_8859_1));

        assertThat(text(editor.feed(bytes("a key: s")))).isEqualTo("a key: ");
        assertThat(text(editor.feed(bytes("o what")))).isEqualTo("so what");
    }

    private static String edited(String key, String body, int size) {
        KeyEditor editor = new KeyEditor(key.getBytes(ISO_8859_1));
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < body.length(); from += size) {
            out.append(text(editor.feed(bytes(body.substring(from, Math.min(body.length(), from + size))))));
        }
        return out.append(text(editor.finish())).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static String text(ByteBuffer bytes) {
        return ISO_8859_1.decode(bytes).toString();
    }
}
