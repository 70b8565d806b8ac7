package io.throughline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.price.Cost;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} prints is what its page tells of, and each says what it is. */
class MetricsDocumentedTest {
    private static final String YAML = """
            aliases: {smart: {targets: [echo/echo]}}
            telemetry: {jsonl: {path: records.jsonl}}
            """;

    @Test
    void thePageTellsOfEachMetricAndOfNoOther(@TempDir Path directory) throws IOException {
        String printed = printed(directory);
        assertThat(names("(?m)^# TYPE (throughline_\\S+) ", printed))
                .isEqualTo(names("`(throughline_[a-z_]+)`", section()))
                .hasSizeGreaterThan(15);
    }

    @Test
    void eachSaysWhatItIs(@TempDir Path directory) {
        String printed = printed(directory);
        assertThat(names("(?m)^# HELP (throughline_\\S+) +\\S", printed))
                .isEqualTo(names("(?m)^# TYPE (throughline_\\S+) ", printed));
    }

    private static String printed(Path directory) {
        Meters meters = Meters.available();
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "t", Map.of(), directory), meters)) {
            Cost cost = new Cost(new BigDecimal("0.25"), Map.of(), Cost.Source.BOOK, List.of());
            meters.ended(Call.to("openai", "gpt-4o").streamed().cost(cost).telemetry());
            meters.ended(Call.to("openai", "unknown").telemetry());
            assertThat(throughline.sinks()).hasSize(1);
            return meters.prometheus().orElseThrow();
        }
    }

    private static String section() throws IOException {
        Path page = Path.of("").toAbsolutePath().getParent().resolve("docs/http-api.md");
        String text = Files.readString(page);
        int start = text.indexOf("\n## Metrics\n");
        return text.substring(start, text.indexOf("\n## ", start + 1));
    }

    private static Set<String> names(String pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = Pattern.compile(pattern).matcher(text);
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }
}
