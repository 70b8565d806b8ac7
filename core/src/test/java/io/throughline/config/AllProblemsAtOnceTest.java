package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllProblemsAtOnceTest {
    private static final String YAML = """
            server: {host: 0.0.0.0, port: eighty}
            keys:
              - {name: shop, key: "${SHOP_KEY}", scopes: [llm, event]}
            providers:
              openai: {api-key: "${OPENAI_API_KEY}", modles: [gpt-4o]}
              bedrock: {region: everywhere}
              local: {dialect: openai, base-url: ftp://127.0.0.1}
            telemetry:
              content: redacted
              stroe: {path: x}
            """;

    @Test
    void aFileWithEightFaultsTellsEight() {
        assertThat(Configs.problems(YAML, Map.of("OPENAI_API_KEY", "sk-test")))
                .extracting(problem -> problem.replaceAll("^throughline\\.yaml:(\\d+): (\\S+): .*", "$1 $2"))
                .containsExactly(
                        "1 server.port",
                        "3 keys[0].key",
                        "3 keys[0].scopes[1]",
                        "5 providers.openai.modles",
                        "6 providers.bedrock",
                        "7 providers.local.base-url",
                        "9 telemetry.content",
                        "10 telemetry.stroe");
    }

    @Test
    void theExceptionSaysThemAllALineEach() {
        assertThatThrownBy(() -> Configs.parse("a: 1\nserver: 2"))
                .hasMessage("throughline.yaml:1: a: unknown key\n"
                        + "throughline.yaml:2: server: expected a mapping, found \"2\"")
                .asInstanceOf(type(ConfigException.class))
                .extracting(e -> e.problems().get(1))
                .isEqualTo(new ConfigProblem(
                        "throughline.yaml", 2, 1, "server", "expected a mapping, found \"2\"", Optional.empty()));
    }

    @Test
    void aFileOfFaultsIsToldUpToABound() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            yaml.append("key-").append(i).append(": 1\n");
        }
        assertThat(Configs.problems(yaml.toString())).hasSize(200);
    }
}
