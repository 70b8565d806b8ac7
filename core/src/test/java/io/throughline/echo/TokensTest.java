package io.throughline.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @Test
    void splitsIntoWordsAndSigns() {
        assertThat(Tokens.split("You said: \"hi\". "))
                .isEqualTo(List.of("You", " said", ":", " \"", "hi", "\"", ".", " "));
        assertThat(Tokens.split("internationalization")).isEqualTo(List.of("internationa", "lization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "  a  b\n\n", "Grüße, 世界! 👩‍👩‍👧", "x\u200b\u200by", "{\"a\":[1,2]}"})
    void losesNothing(String text) {
        assertThat(String.join("", Tokens.split(text))).isEqualTo(text);
        assertThat(Tokens.count(text)).isEqualTo(Tokens.split(text).size());
    }

    @Test
    void aGistIsShortAndOnOneLine() {
        assertThat(Tokens.gist("  a\n b  ", 5)).isEqualTo("a b");
        assertThat(Tokens.gist("a b c", 2)).isEqualTo("a b…");
        assertThat(Tokens.gist("", 2)).isEmpty();
    }
}
