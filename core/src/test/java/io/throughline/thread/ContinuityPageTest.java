package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page names the sources that there are, in their order. */
class ContinuityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "continuity.md");
    private static final Pattern SOURCE = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");

    @Test
    void sourcesAreThoseThatAreAskedInTheirOrder() throws IOException {
        List<String> told = SOURCE.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(told)
                .isEqualTo(Stream.concat(
                                Continuity.sources().stream().map(TraceSource::name),
                                Stream.of(TraceIds.fresh().matchedBy()))
                        .toList());
    }
}
