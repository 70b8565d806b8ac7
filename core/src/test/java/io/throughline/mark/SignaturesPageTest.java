package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.throughline.Secret;
import io.throughline.thread.Uuid7;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's vectors and lengths are what the code makes. */
class SignaturesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "signatures.md");
    private static final Pattern VECTOR =
            Pattern.compile("\\| `([^`]*)` \\| `([^`]+)` \\| `([^`]+)` \\| `([0-9a-f]+)` \\|");
    private static final Pattern LENGTHS = Pattern.compile("takes (\\d+) characters \\(about (\\d+) bytes of UTF-8\\)");

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

    @Test
    void theLengthsHold() throws IOException {
        InvisibleSignature signatures = new InvisibleSignature(Secret.of("correct horse battery staple"));
        Matcher told = LENGTHS.matcher(Files.readString(PAGE));
        assertThat(told.find()).isTrue();
        int characters = Integer.parseInt(told.group(1));
        int all = 0;
        for (int n = 0; n < 100; n++) {
            String id = Uuid7.next();
            String block = signatures.sign("acme", new SignedIds(id, id));
            assertThat(block.codePointCount(0, block.length())).isEqualTo(characters);
            all += block.getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(all / 100.0).isCloseTo(Integer.parseInt(told.group(2)), within(3.0));
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
