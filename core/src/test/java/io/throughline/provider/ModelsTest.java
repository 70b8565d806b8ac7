package io.throughline.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Provider.Auth;
import io.throughline.provider.Provider.Family;
import io.throughline.provider.Provider.Protocol;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
    private final Models models = Models.of(List.of(
            provider("local", "llama-3", "gpt-4o", "org/model-7b"),
            provider("second", "llama-3", "own"),
            provider("openai"),
            provider("groq"),
            provider("together"),
            provider("echo")));

    @ParameterizedTest
    @CsvSource({
        // provider/model, whatever the model
        "openai/gpt-4o, openai, gpt-4o",
        "openai/not-known-yet, openai, not-known-yet",
        "openai/ft:gpt-4o:acme::1, openai, ft:gpt-4o:acme::1",
        "local/org/model-7b, local, org/model-7b",
        "groq/openai/gpt-oss-20b, groq, openai/gpt-oss-20b",
        // the part before the slash is configured, so it is the provider, though others have a model of the whole name
        "openai/gpt-oss-20b, openai, gpt-oss-20b",
        // it is not, so the whole is a model's name
        "org/model-7b, local, org/model-7b",
        "qwen/qwen3-32b, groq, qwen/qwen3-32b",
        "zai-org/GLM-4.6, together, zai-org/GLM-4.6",
        // bare: configured models before the catalogue, first configured first
        "gpt-4o, local, gpt-4o",
        "llama-3, local, llama-3",
        "own, second, own",
        "gpt-4o-mini, openai, gpt-4o-mini",
        "llama-3.1-8b-instant, groq, llama-3.1-8b-instant",
        "text-embedding-3-small, openai, text-embedding-3-small",
        "echo-fast, echo, echo-fast",
    })
    void finds(String name, String provider, String model) {
        assertThat(models.find(name)).asInstanceOf(type(Target.class)).satisfies(target -> {
            assertThat(target.provider().name()).isEqualTo(provider);
            assertThat(target.model()).isEqualTo(model);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpt-4p-mini|There is no model \"gpt-4p-mini\". Did you mean \"gpt-4o-mini\"?",
                "lama-3|There is no model \"lama-3\". Did you mean \"llama-3\"?",
                "opnai/gpt-4o-mini|There is no model \"opnai/gpt-4o-mini\". Did you mean \"openai/gpt-4o-mini\"?",
                "nothing-like-any|There is no model \"nothing-like-any\".",
                "claude-sonnet-4-6|There is no model \"claude-sonnet-4-6\". The provider \"anthropic\" is not configured: ANTHROPIC_API_KEY in the server's environment, or providers.anthropic in its configuration, would do that.",
                "anthropic/x|There is no model \"anthropic/x\". The provider \"anthropic\" is not configured: ANTHROPIC_API_KEY in the server's environment, or providers.anthropic in its configuration, would do that.",
                "openai/|There is no model \"openai/\". Did you mean \"openai/o1\"?",
                "/gpt-4o|There is no model \"/gpt-4o\". Did you mean \"gpt-4o\"?",
            })
    void saysWhatIsNear(String name, String message) {
        assertThat(models.find(name))
                .asInstanceOf(type(UnknownModel.class))
                .extracting(UnknownModel::message)
                .asString()
                .satisfies(told -> {
                    if (message.endsWith("?")) {
                        assertThat(told).startsWith(message.substring(0, message.length() - 1)); // nearest first
                    } else {
                        assertThat(told).isEqualTo(message);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4p-mini", "lama-3", "opnai/gpt-4o-mini", "GPT-4O"})
    void whatIsNearWouldBeFound(String name) {
        assertThat(models.find(name)).asInstanceOf(type(UnknownModel.class)).satisfies(unknown -> {
            assertThat(unknown.nearest()).hasSizeBetween(1, 3);
            assertThat(unknown.nearest())
                    .allSatisfy(near -> assertThat(models.find(near)).isInstanceOf(Target.class));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "x\u0000\n\"y", "\uD83D"})
    void anyNameHasAnAnswer(String name) {
        assertThat(models.find(name))
                .asInstanceOf(type(UnknownModel.class))
                .satisfies(unknown -> assertThat(unknown.message()).doesNotContainPattern("[\\x00-\\x1f]"));
    }

    @Test
    void aLongNameIsCutAndNothingIsNearIt() {
        for (int length : new int[] {101, 129, 1_000_000}) {
            assertThat(models.find("x".repeat(length)))
                    .asInstanceOf(type(UnknownModel.class))
                    .extracting(UnknownModel::message)
                    .isEqualTo("There is no model \"" + "x".repeat(100) + "…\".");
        }
    }

    @Test
    void namesBesideTheModelsAreToldToo() {
        assertThat(models.beside(List.of("smart")).find("smrat"))
                .asInstanceOf(type(UnknownModel.class))
                .extracting(UnknownModel::nearest)
                .isEqualTo(List.of("smart"));
    }

    @Test
    void theListHasConfiguredModelsElseTheCatalogues() {
        List<String> ids = models.list().stream().map(Target::id).toList();

        assertThat(ids)
                .startsWith("local/llama-3", "local/gpt-4o", "local/org/model-7b", "second/llama-3", "second/own")
                .contains("openai/gpt-4o", "groq/openai/gpt-oss-20b", "echo/echo")
                .doesNotHaveDuplicates();
        assertThat(models.list())
                .allSatisfy(target -> assertThat(models.find(target.id())).isEqualTo(target));
    }

    private static Provider provider(String name, String... models) {
        return new Provider(
                name,
                Family.OPENAI,
                Family.OPENAI.dialects(),
                URI.create("https://" + name + ".example/v1"),
                Auth.NONE,
                List.of(),
                List.of(models),
                Map.of(),
                Set.of(),
                UsageConvention.STANDARD,
                Protocol.HTTP_1_1,
                Optional.empty());
    }
}
