package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Secret;
import io.throughline.provider.Provider;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider's entry may hold an address and keys for the callers of an environment; its other key does not go with them elsewhere. */
class EnvironmentsTest {
    private static final String KEYS = "keys: [{name: s, key: sk-0123456789abcdef, environment: staging}]\n";

    @Test
    void anEnvironmentHasItsOwnAddressAndKey() {
        ThroughlineConfig config = Configs.parse(KEYS + """
                providers:
                  anthropic:
                    api-key: live
                    environments:
                      staging: {api-key: test, base-url: "https://staging.example/v1"}
                """);
        Provider provider = config.providers().get("anthropic");
        Provider staging = provider.environments().get("staging");

        assertThat(staging.name()).isEqualTo("anthropic");
        assertThat(staging.baseUri()).isEqualTo(URI.create("https://staging.example"));
        assertThat(staging.auth()).isEqualTo(provider.auth());
        assertThat(staging.keys()).extracting(Provider.Key::secret).containsExactly(Secret.of("test"));
        assertThat(provider.keys()).extracting(Provider.Key::secret).containsExactly(Secret.of("live"));
        assertThat(Configs.warnings(config)).isEmpty();
    }

    @Test
    void aKeyAloneIsForTheEntrysAddressAndAnAddressAtTheSameHostTakesTheEntrysKey() {
        Provider provider = Configs.parse(KEYS + """
                providers:
                  openai:
                    api-key: live
                    environments:
                      staging: {api-keys: [{key: a}, {key: b}]}
                      test: {base-url: "https://api.openai.com/other"}
                """).providers().get("openai");

        assertThat(provider.environments().get("staging").baseUri()).isEqualTo(provider.baseUri());
        assertThat(provider.environments().get("staging").keys()).hasSize(2);
        assertThat(provider.environments().get("test").keys()).isEqualTo(provider.keys());
    }

    @Test
    void noOtherKeyGoesToAnotherHost() {
        String yaml =
                KEYS + "providers:\n  openai:%s\n    environments:\n      staging: {base-url: \"https://e.example\"}\n";
        String wrong =
                ": providers.openai.environments.staging: needs the key \"api-key\": the other one of the provider"
                        + " goes to api.openai.com alone, and base-url names another";

        assertThat(Configs.problems(yaml.formatted("\n    api-key: live")))
                .containsExactly("throughline.yaml:6" + wrong);
        assertThat(Configs.problems(yaml.formatted(""), Map.of("OPENAI_API_KEY", "sk-env")))
                .containsExactly("throughline.yaml:5" + wrong);
    }

    @Test
    void signedRequestsGoToNoOtherHostEither() {
        assertThat(
                        Configs.problems(
                                KEYS
                                        + "providers: {bedrock: {region: us-east-1, environments: {staging: {base-url: \"https://e.example\"}}}}"))
                .singleElement()
                .asString()
                .contains("needs the key \"api-key\"");
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThat(Configs.problems(KEYS + """
                        providers:
                          echo: {environments: {staging: {api-key: a}}}
                          openai:
                            api-key: live
                            environments:
                              staging: {}
                              a b: {api-key: c}
                              test: {api-kye: d, base-url: "https://api.openai.com/v2"}
                        """))
                .containsExactly(
                        "throughline.yaml:3: providers.echo.environments.staging: echo is in this process, the same for all",
                        "throughline.yaml:7: providers.openai.environments.staging: needs the key \"api-key\" or the key"
                                + " \"base-url\"",
                        "throughline.yaml:8: providers.openai.environments.\"a b\": an environment's name is 1 to 128 letters,"
                                + " digits, dots, underscores, colons and hyphens",
                        "throughline.yaml:9: providers.openai.environments.test.api-kye: unknown key; did you mean"
                                + " \"api-key\"?");
    }

    @Test
    void anEnvironmentThatNobodyIsOfIsLikelyMisspelt() {
        assertThat(Configs.warnings(Configs.parse(
                        KEYS + "providers: {openai: {api-key: live, environments: {stagign: {api-key: test}}}}")))
                .containsExactly("throughline.yaml:2: providers.openai.environments.stagign: no key is of this"
                        + " environment; did you mean \"staging\"?");
    }
}
