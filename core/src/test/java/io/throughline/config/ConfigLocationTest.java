package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {
    @TempDir
    Path directory;

    @Test
    void theOptionThenTheVariableThenTheWorkingDirectory() throws Exception {
        Map<String, String> env = Map.of("THROUGHLINE_CONFIG", "/etc/env.yaml");

        assertThat(ConfigLocation.find(Optional.empty(), Map.of("THROUGHLINE_CONFIG", " "), directory))
                .isEmpty();
        Path here = Files.writeString(directory.resolve("throughline.yaml"), "");
        assertThat(ConfigLocation.find(Optional.empty(), Map.of(), directory)).contains(here);
        assertThat(ConfigLocation.find(Optional.empty(), env, directory)).contains(Path.of("/etc/env.yaml"));
        assertThat(ConfigLocation.find(Optional.of(Path.of("own.yaml")), env, directory))
                .contains(directory.resolve("own.yaml"));
    }
}
