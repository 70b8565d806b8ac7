package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
    @TempDir
    Path directory;

    private final List<String> problems = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain|plain",
                "$ and $$|$ and $$",
                "${A}|a",
                "<${A}${B}>|<ab>",
                "${NONE:x}|x",
                "${NONE:}|''",
                "${NONE:http://host:1}|http://host:1",
                "${NONE:${A}}|a",
                "${NONE:${NO:${B}c}d}|bcd",
                "${EMPTY:x}|''",
                "$${A}|${A}",
                "$$${A}|$${A}",
                "${HOLDS}|${A}",
                "{A}|{A}",
            })
    void resolves(String text, String expected) {
        Placeholders placeholders =
                new Placeholders(Map.of("A", "a", "B", "b", "EMPTY", "", "HOLDS", "${A}"), directory, file -> {});

        assertThat(placeholders.resolve(text, problems::add)).contains(expected);
        assertThat(problems).isEmpty();
    }

    @Test
    void aFileIsReadWithoutTheLineBreaksAtItsEnd() throws Exception {
        Files.writeString(directory.resolve("key"), "first\nsecond\r\n\n");

        assertThat(resolve("<${file:key}>")).isEqualTo("<first\nsecond>");
        assertThat(resolve("<${file:" + directory.resolve("key") + "}>")).isEqualTo("<first\nsecond>");
    }

    @Test
    void aFileThatCanNotBeReadIsAProblem() throws Exception {
        Files.write(directory.resolve("huge"), new byte[65_537]);
        Files.write(directory.resolve("latin1"), new byte[] {(byte) 0xe4});
        resolve("${file:missing}${file:.}${file:huge}${file:latin1}${file:a\u0000b}");

        assertThat(problems)
                .containsExactly(
                        "there is no file \"missing\"",
                        "there is no file \".\"",
                        "the file \"huge\" is larger than 64 KiB",
                        "the file \"latin1\" is not UTF-8 text",
                        "the file \"a?b\" can't be read");
    }

    @Test
    void everyMissingVariableIsNamed() {
        resolve("${ONE} ${TWO}");

        assertThat(problems)
                .containsExactly("the environment variable ONE is not set", "the environment variable TWO is not set");
    }

    @Test
    void nestingIsBounded() {
        resolve("${A:".repeat(100_000) + "}".repeat(100_000));

        assertThat(problems).containsExactly("placeholders stand in each other's defaults too deep");
    }

    private String resolve(String text) {
        return new Placeholders(Map.of(), directory, file -> {})
                .resolve(text, problems::add)
                .orElse("");
    }
}
