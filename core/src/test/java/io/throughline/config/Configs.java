package io.throughline.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations of tests: text called {@code throughline.yaml}, with nothing around it but what a test gives. */
final class Configs {
    private Configs() {}

    static ThroughlineConfig parse(String yaml) {
        return parse(yaml, Map.of());
    }

    static ThroughlineConfig parse(String yaml, Map<String, String> env) {
        return ThroughlineConfig.parse(yaml, "throughline.yaml", env, Path.of("/etc/throughline"));
    }

    static List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    static List<String> problems(String yaml, Map<String, String> env) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> parse(yaml, env));
        return wrong == null
                ? List.of()
                : wrong.problems().stream().map(ConfigProblem::toString).toList();
    }

    static List<String> warnings(ThroughlineConfig config) {
        return config.warnings().stream().map(ConfigProblem::toString).toList();
    }
}
