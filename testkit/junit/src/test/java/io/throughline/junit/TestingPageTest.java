package io.throughline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code docs/testing.md} shows is what is run. */
class TestingPageTest {
    @Test
    void theExampleIsTheTest() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/throughline/junit/SupportBotTest.java"));
        String example = source.substring(source.indexOf("    // begin\n") + 13, source.indexOf("    // end"));
        assertThat(Files.readString(Path.of("../../docs/testing.md")))
                .contains("```java\n" + example.replaceAll("(?m)^ {4}", "") + "```");
    }
}
