package io.throughline.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.throughline.config.ConfigException;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every property that the metadata offers to a developer's editor is one that the configuration knows. */
class MetadataTest {
    private static final Pattern NAME = Pattern.compile("\"name\": \"(throughline\\.[a-z.-]+)\", \"type\"");

    @TestFactory
    Stream<DynamicTest> configurationKnowsTheKey() throws Exception {
        return NAME.matcher(metadata())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("throughline.spring."))
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThatCode(() -> read(name)).doesNotThrowAnyException()));
    }

    /** What the documentation's table tells of, the editor offers; of maps and lists, the description names the keys. */
    @TestFactory
    Stream<DynamicTest> everyDocumentedKeyIsOffered() throws Exception {
        String metadata = metadata();
        return Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> DocumentedKeys.of(line.substring(2, line.indexOf(" |", 2))))
                .distinct()
                .map(key ->
                        DynamicTest.dynamicTest(key, () -> assertThat(metadata).containsPattern(offered(key))));
    }

    /** And the other way round, for the keys that are Spring's alone. */
    @TestFactory
    Stream<DynamicTest> everyKeyOfSpringsIsDocumented() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("..", "docs", "configuration.md"));
        return NAME.matcher(metadata())
                .results()
                .map(match -> match.group(1))
                .filter(name -> name.startsWith("throughline.spring."))
                .map(name -> "| `" + name.substring("throughline.".length()) + "` |")
                .map(row -> DynamicTest.dynamicTest(
                        row, () -> assertThat(documented).anyMatch(line -> line.startsWith(row))));
    }

    /** {@code providers.<name>.api-key} is in the description of the map {@code providers}. */
    private static String offered(String key) {
        Matcher user = Pattern.compile("(.*?)(?:\\.<[a-z]+>|\\.bedrock|\\.vertex|\\[])(?:\\.(.*))?")
                .matcher(key);
        if (!user.matches()) {
            return "\"throughline\\." + Pattern.quote(key) + "\"";
        }
        String map = user.group(1);
        String leaf = user.group(2) == null ? "" : user.group(2).replaceAll("[.\\[].*", "");
        return "\"throughline\\." + Pattern.quote(map) + "\".*" + Pattern.quote(leaf);
    }

    private String metadata() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads a tree in which the key has no value: whatever is said of that, the key is not unknown. */
    private static void read(String name) {
        String[] keys = name.split("\\.");
        StringBuilder yaml = new StringBuilder("null");
        for (int i = keys.length - 1; i > 0; i--) {
            yaml.insert(0, "{" + keys[i] + ": ").append('}');
        }
        try {
            ThroughlineConfig.parse(yaml.toString(), "metadata", Map.of(), Path.of(""));
        } catch (ConfigException e) {
            if (e.getMessage().contains("unknown key")) {
                throw e;
            }
        }
    }
}
