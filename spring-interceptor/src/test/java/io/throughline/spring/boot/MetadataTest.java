package io.throughline.spring.boot;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.throughline.config.ConfigException;
import io.throughline.config.ThroughlineConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every property that the metadata offers to a developer's editor is one that the configuration knows. */
class MetadataTest {
    private static final Pattern NAME = Pattern.compile("\"name\": \"(throughline\\.[a-z.-]+)\", \"type\"");

    @TestFactory
    Stream<DynamicTest> configurationKnowsTheKey() throws Exception {
        byte[] metadata = getClass()
                .getResourceAsStream("/META-INF/spring-configuration-metadata.json")
                .readAllBytes();
        return NAME.matcher(new String(metadata, StandardCharsets.UTF_8))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("throughline.spring."))
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThatCode(() -> read(name)).doesNotThrowAnyException()));
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
