package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's vectors are what the code makes. */
class SignaturesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "signatures.md");
    private static final Pattern VECTOR =
            Pattern.compile("\\| `([^`]*)` \\| `([^`]+)` \\| `([^`]+)` \\| `([0-9a-f]+)` \\|");

    @Test
    void vectorsHold() throws IOException {
        InvisibleSignature signatures = new InvisibleSignature(Secret.of("correct horse battery staple"));
        List<MatchResult> vectors =
                VECTOR.matcher(Files.readString(PAGE)).results().toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(4);
        for (MatchResult vector : vectors) {
            SignedIds ids = new SignedIds(vector.group(2), vector.group(3));
            String text = signatures.sign(vector.group(1), ids);
            assertThat(HexFormat.of().formatHex(bytes(text))).as(ids.toString()).isEqualTo(vector.group(4));
            assertThat(signatures.verify(vector.group(1), text)).contains(ids);
        }
    }

    private static byte[] bytes(String block) {
        int[] points = block.codePoints().toArray();
        assertThat(points[0]).isEqualTo(Selectors.INLINE);
        byte[] bytes = new byte[points.length - 1];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Selectors.value(points[i + 1]);
        }
        return bytes;
    }
}
