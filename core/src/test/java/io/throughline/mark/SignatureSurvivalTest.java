package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The whole alphabet comes through what clients do to texts. */
class SignatureSurvivalTest {
    private static final String ALPHABET = alphabet();

    /** The whole alphabet behind a letter: JSON in, JSON out, and the same text. */
    private static final String PYTHON = """
            import json, sys, unicodedata
            text = json.load(sys.stdin)
            forms = [unicodedata.normalize(form, text) for form in ('NFC', 'NFD', 'NFKC', 'NFKD')]
            assert all(form == text for form in forms + [text.strip(), text.rstrip(), ' '.join(text.split())])
            sys.stdout.write(json.dumps(text))
            """;

    private static final String NODE = """
            const text = JSON.parse(require('fs').readFileSync(0, 'utf8'));
            const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'].map(form => text.normalize(form));
            const same = forms.concat([text.trim(), text.trimEnd(), text.replace(/\\s+/g, ' ')]);
            if (!same.every(form => form === text)) process.exit(1);
            if (!Array.from(text).slice(1).every(one => /\\p{Default_Ignorable_Code_Point}/u.test(one))) process.exit(2);
            process.stdout.write(JSON.stringify(text));
            """;

    @Test
    void normalizationKeepsIt() {
        for (Normalizer.Form form : Normalizer.Form.values()) {
            for (String before : List.of("a", "é", "e\u0301", "한", "क", "👍", "ｱ")) {
                String visible = Normalizer.normalize(before, form);
                assertThat(Normalizer.normalize(before + ALPHABET, form)).isEqualTo(visible + ALPHABET);
            }
        }
    }

    @Test
    void nothingTakesItForBlank() {
        String text = "a" + ALPHABET;
        assertThat(text.trim()).isEqualTo(text);
        assertThat(text.strip()).isEqualTo(text);
        assertThat(text.split("\\s")).containsExactly(text);
        assertThat(text.replaceAll("(?U)\\s|\\p{Cntrl}", "")).isEqualTo(text);
    }

    @Test
    void noSelectorStandsBehindAVisibleCharacter() {
        assertThat(Character.getType(Selectors.INLINE)).isEqualTo(Character.FORMAT);
        assertThat(Character.getType(Selectors.OWN_LINE)).isEqualTo(Character.FORMAT);
        assertThat(Selectors.block(new byte[] {0, 1}).codePointAt(0)).isEqualTo(Selectors.INLINE);
    }

    @Test
    void jsonKeepsItEscapedOrNot() throws IOException {
        JsonMapper ascii =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        assertThat(ascii.readValue(ascii.writeValueAsString(ALPHABET), String.class))
                .isEqualTo(ALPHABET);
        assertThat(new String(ALPHABET.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(ALPHABET);
    }

    @Test
    void pythonKeepsIt() throws Exception {
        assertThat(through("python3", "-c", PYTHON)).isEqualTo("a" + ALPHABET);
    }

    @Test
    void javaScriptKeepsIt() throws Exception {
        assertThat(through("node", "-e", NODE)).isEqualTo("a" + ALPHABET);
    }

    private static String through(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not here: skipped");
            throw e;
        }
        JsonMapper mapper = JsonMapper.builder().build();
        try (var in = process.getOutputStream()) {
            in.write(mapper.writeValueAsBytes("a" + ALPHABET));
        }
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return mapper.readValue(out, String.class);
    }

    private static String alphabet() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return Selectors.block(all) + Selectors.OWN_LINE;
    }
}
