package io.throughline.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Builtin.KeyNeed;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void theContractsProvidersAreKnown() {
        assertThat(Catalogue.names())
                .containsExactly(
                        "openai",
                        "anthropic",
                        "gemini",
                        "vertex",
                        "bedrock",
                        "azure",
                        "cohere",
                        "mistral",
                        "groq",
                        "deepseek",
                        "perplexity",
                        "cerebras",
                        "sambanova",
                        "together",
                        "fireworks",
                        "xai",
                        "openrouter",
                        "ollama",
                        "vllm",
                        "echo");
    }

    @Test
    void everyAddressButThisMachinesIsEncryptedAndEndsWithoutASlash() {
        assertThat(Catalogue.providers())
                .filteredOn(provider -> provider.base().isPresent())
                .allSatisfy(provider -> assertThat(provider.base().orElseThrow().toString())
                        .matches("https://.*[^/]|http://127\\.0\\.0\\.1:.*[^/]|echo://local"));
    }

    @Test
    void aProviderThatNeedsAKeyNamesItsVariable() {
        assertThat(Catalogue.providers())
                .filteredOn(provider -> provider.need() == KeyNeed.REQUIRED)
                .hasSize(15)
                .allSatisfy(provider -> assertThat(provider.keyVariables()).isNotEmpty());
    }

    @Test
    void theTwoThatCountTheirOwnWayAreMarked() {
        assertThat(Catalogue.provider("xai").orElseThrow().usage()).isEqualTo(UsageConvention.REASONING_BESIDE_OUTPUT);
        assertThat(Catalogue.provider("mistral").orElseThrow().usage()).isEqualTo(UsageConvention.AUDIO_BESIDE_INPUT);
        assertThat(Catalogue.providers())
                .filteredOn(provider -> provider.usage() != UsageConvention.STANDARD)
                .hasSize(2);
    }

    @Test
    void theModelsOfHostedProvidersAreKnown() {
        assertThat(Catalogue.models("openai"))
                .contains("gpt-4o", "text-embedding-3-small")
                .doesNotHaveDuplicates();
        assertThat(Catalogue.models("anthropic")).contains("claude-sonnet-4-6");
        assertThat(Catalogue.models("echo")).contains("echo");
        assertThat(Catalogue.models("ollama")).isEmpty();
        assertThat(Catalogue.models("none")).isEmpty();
        assertThat(Catalogue.names().stream()
                        .mapToInt(name -> Catalogue.models(name).size())
                        .sum())
                .isGreaterThan(500);
        assertThat(Catalogue.names())
                .allSatisfy(
                        name -> assertThat(Catalogue.models(name)).allMatch(model -> model.matches("[!-~]{1,128}")));
    }
}
