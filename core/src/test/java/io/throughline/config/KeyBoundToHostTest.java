package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that nobody wrote into an entry goes to the provider's own host alone. */
class KeyBoundToHostTest {
    private static final Map<String, String> ENV =
            Map.of("OPENAI_API_KEY", "sk-env", "AZURE_OPENAI_API_KEY", "azure-env");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1",
                "http://127.0.0.1:9999/v1",
                "http://localhost/v1",
                "http://api.openai.com/v1",
                "https://api.openai.com:8443/v1",
                "https://api.openai.com.evil.example/v1",
            })
    void aBaseUrlElsewhereGetsNoKeyOfTheEnvironment(String url) {
        assertThat(Configs.problems("providers:\n  openai:\n    base-url: " + url, ENV))
                .containsExactly("throughline.yaml:2: providers.openai: needs the key \"api-key\": keys of the"
                        + " environment and of secrets.json go to api.openai.com alone, and base-url names another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.openai.com/v1", "https://API.openai.com:443/v1/", "https://api.openai.com/other"})
    void aBaseUrlAtTheSameHostDoes(String url) {
        ThroughlineConfig config = Configs.parse("providers: {openai: {base-url: \"" + url + "\"}}", ENV);

        assertThat(config.providers().get("openai").keys())
                .singleElement()
                .satisfies(key -> assertThat(key.secret()).isEqualTo(Secret.of("sk-env")));
    }

    @Test
    void aBaseUrlElsewhereTakesTheKeyOfItsEntry() {
        assertThat(Configs.problems("providers: {openai: {base-url: \"https://other.example/v1\", api-key: own}}", ENV))
                .isEmpty();
    }

    @Test
    void azuresKeyGoesToTheEndpointOfTheEnvironmentAlone() {
        String yaml = "providers: {azure: {base-url: \"https://x.openai.azure.com\"}}";

        assertThat(Configs.problems(yaml, ENV))
                .containsExactly(
                        "throughline.yaml:1: providers.azure: needs the key \"api-key\": keys of the environment"
                                + " and of secrets.json go to the host that AZURE_OPENAI_ENDPOINT names alone, and base-url names"
                                + " another");
        assertThat(Configs.problems(
                        yaml,
                        Map.of("AZURE_OPENAI_API_KEY", "k", "AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com")))
                .isEmpty();
    }

    @Test
    void aServerThatNeedsNoKeyGetsNoneElsewhereAndThatIsSaid() {
        ThroughlineConfig config = Configs.parse(
                "providers: {vllm: {base-url: \"http://gpu.example:8000\"}}", Map.of("VLLM_API_KEY", "k"));

        assertThat(config.providers().get("vllm").keys()).isEmpty();
        assertThat(Configs.warnings(config))
                .containsExactly(
                        "throughline.yaml:1: providers.vllm.base-url: no key is sent: needs the key \"api-key\":"
                                + " keys of the environment and of secrets.json go to 127.0.0.1:8000 alone, and base-url names"
                                + " another");
    }

    @Test
    void anEntryOfAnotherDialectGetsNoKeyOfTheBuiltInOne() {
        ThroughlineConfig config =
                Configs.parse("providers: {openai: {dialect: anthropic, base-url: \"https://api.openai.com\"}}", ENV);

        assertThat(config.providers().get("openai").keys()).isEmpty();
    }
}
