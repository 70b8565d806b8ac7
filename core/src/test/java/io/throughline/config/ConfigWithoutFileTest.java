package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Secret;
import io.throughline.config.ThroughlineConfig.Content;
import io.throughline.provider.Catalogue;
import io.throughline.provider.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWithoutFileTest {
    @TempDir
    Path home;

    @Test
    void nothingAtAllIsEchoOnLoopback() {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(Map.of(), home);

        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.keys()).isEmpty();
        assertThat(config.providers()).containsOnlyKeys(Catalogue.ECHO);
        assertThat(config.providers().get("echo").family()).isEqualTo(Provider.Family.ECHO);
        assertThat(config.telemetry().content()).isEqualTo(Content.FULL);
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_KEY, openai, https://api.openai.com/v1, BEARER",
        "ANTHROPIC_API_KEY, anthropic, https://api.anthropic.com, X_API_KEY",
        "GEMINI_API_KEY, gemini, https://generativelanguage.googleapis.com/v1beta, X_GOOG_API_KEY",
        "GOOGLE_API_KEY, gemini, https://generativelanguage.googleapis.com/v1beta, X_GOOG_API_KEY",
        "COHERE_API_KEY, cohere, https://api.cohere.com, BEARER",
        "CO_API_KEY, cohere, https://api.cohere.com, BEARER",
        "MISTRAL_API_KEY, mistral, https://api.mistral.ai/v1, BEARER",
        "GROQ_API_KEY, groq, https://api.groq.com/openai/v1, BEARER",
        "DEEPSEEK_API_KEY, deepseek, https://api.deepseek.com/v1, BEARER",
        "PERPLEXITY_API_KEY, perplexity, https://api.perplexity.ai, BEARER",
        "CEREBRAS_API_KEY, cerebras, https://api.cerebras.ai/v1, BEARER",
        "SAMBANOVA_API_KEY, sambanova, https://api.sambanova.ai/v1, BEARER",
        "TOGETHER_API_KEY, together, https://api.together.xyz/v1, BEARER",
        "FIREWORKS_API_KEY, fireworks, https://api.fireworks.ai/inference/v1, BEARER",
        "XAI_API_KEY, xai, https://api.x.ai/v1, BEARER",
        "OPENROUTER_API_KEY, openrouter, https://openrouter.ai/api/v1, BEARER",
    })
    void aKeyOfTheEnvironmentMakesItsProvider(String variable, String name, String base, Provider.Auth auth) {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(Map.of(variable, " key-1 "), home);

        assertThat(config.providers()).containsOnlyKeys(name, "echo");
        Provider provider = config.providers().get(name);
        assertThat(provider.baseUri()).hasToString(base);
        assertThat(provider.auth()).isEqualTo(auth);
        assertThat(provider.keys()).containsExactly(new Provider.Key(Secret.of("key-1"), 1));
    }

    @Test
    void azureNeedsItsEndpoint() {
        Map<String, String> both =
                Map.of("AZURE_OPENAI_API_KEY", "k", "AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com/");

        assertThat(ThroughlineConfig.fromEnvironment(both, home)
                        .providers()
                        .get("azure")
                        .baseUri())
                .hasToString("https://x.openai.azure.com/openai/v1");
        ThroughlineConfig keyAlone = ThroughlineConfig.fromEnvironment(Map.of("AZURE_OPENAI_API_KEY", "k"), home);
        assertThat(keyAlone.providers()).containsOnlyKeys("echo");
        assertThat(Configs.warnings(keyAlone))
                .containsExactly("environment: AZURE_OPENAI_API_KEY: not used: AZURE_OPENAI_ENDPOINT says where the"
                        + " provider is, and is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "OLLAMA_HOST, gpu, ollama, http://gpu:11434/v1",
        "OLLAMA_HOST, gpu:99, ollama, http://gpu:99/v1",
        "OLLAMA_HOST, :99, ollama, http://127.0.0.1:99/v1",
        "OLLAMA_HOST, 0.0.0.0, ollama, http://127.0.0.1:11434/v1",
        "OLLAMA_HOST, 0.0.0.0:99, ollama, http://127.0.0.1:99/v1",
        "OLLAMA_HOST, [::1], ollama, http://[::1]:11434/v1",
        "OLLAMA_HOST, [::]:99, ollama, http://127.0.0.1:99/v1",
        "OLLAMA_HOST, https://gpu, ollama, https://gpu/v1",
        "OLLAMA_BASE_URL, http://gpu:99/, ollama, http://gpu:99/v1",
        "OLLAMA_BASE_URL, http://gpu:99/ollama/v1, ollama, http://gpu:99/ollama/v1",
        "VLLM_BASE_URL, http://gpu:8000, vllm, http://gpu:8000/v1",
    })
    void aLocalServerIsThereWhenTheEnvironmentSaysWhere(String variable, String value, String name, String base) {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(Map.of(variable, value), home);

        assertThat(config.providers()).containsOnlyKeys(name, "echo");
        assertThat(config.providers().get(name).baseUri()).hasToString(base);
        assertThat(config.providers().get(name).auth()).isEqualTo(Provider.Auth.NONE);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void aLocalServersKeyGoesWhereTheEnvironmentSays() {
        Provider vllm = ThroughlineConfig.fromEnvironment(
                        Map.of("VLLM_BASE_URL", "https://gpu/v1", "VLLM_API_KEY", "k"), home)
                .providers()
                .get("vllm");

        assertThat(vllm.auth()).isEqualTo(Provider.Auth.BEARER);
        assertThat(vllm.keys()).hasSize(1);
    }

    @Test
    void anEmptyVariableIsNone() {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(
                Map.of("OPENAI_API_KEY", "", "GROQ_API_KEY", " ", "OLLAMA_HOST", ""), home);

        assertThat(config.providers()).containsOnlyKeys("echo");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void bedrocksKeyGoesToItsRegion() {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(
                Map.of("AWS_BEARER_TOKEN_BEDROCK", "k", "AWS_REGION", "eu-west-3"), home);

        assertThat(config.providers()).containsOnlyKeys("bedrock", "echo");
        assertThat(config.providers().get("bedrock").baseUri())
                .hasToString("https://bedrock-runtime.eu-west-3.amazonaws.com");
        assertThat(config.providers().get("bedrock").auth()).isEqualTo(Provider.Auth.BEARER);
        assertThat(config.providers().get("bedrock").keys()).hasSize(1);
        assertThat(ThroughlineConfig.fromEnvironment(Map.of("AWS_REGION", "eu-west-3"), home)
                        .providers())
                .as("a region may be for other services")
                .containsOnlyKeys("echo");
        ThroughlineConfig keyAlone = ThroughlineConfig.fromEnvironment(Map.of("AWS_BEARER_TOKEN_BEDROCK", "k"), home);
        assertThat(keyAlone.providers()).containsOnlyKeys("echo");
        assertThat(Configs.warnings(keyAlone))
                .containsExactly("environment: AWS_BEARER_TOKEN_BEDROCK: not used: AWS_REGION says where the provider"
                        + " is, and is not set");
    }

    @Test
    void aVariableThatMakesNoSenseIsAWarning() {
        ThroughlineConfig config = ThroughlineConfig.fromEnvironment(
                Map.of("OPENAI_API_KEY", "two words", "VLLM_BASE_URL", "gpu:8000"), home);

        assertThat(config.providers()).containsOnlyKeys("echo");
        assertThat(Configs.warnings(config))
                .containsExactly(
                        "environment: OPENAI_API_KEY: not used: it holds what an HTTP header can't carry",
                        "environment: VLLM_BASE_URL: not used: expected an http or https URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openai_api_key", "OPENAI_API_KEY", "OpenAI"})
    void secretsHaveTheirProvidersNameOrItsVariables(String name) throws Exception {
        secrets("{\"" + name + "\": \"from-secrets\"}");

        assertThat(key(ThroughlineConfig.fromEnvironment(Map.of(), home), "openai"))
                .isEqualTo(Secret.of("from-secrets"));
    }

    @Test
    void theEnvironmentOutranksSecretsAndTheFileBoth() throws Exception {
        secrets("{\"openai\": \"from-secrets\", \"groq_api_key\": \"from-secrets\"}");
        Map<String, String> env = Map.of("OPENAI_API_KEY", "from-env", "HOME", home.toString());

        ThroughlineConfig without = ThroughlineConfig.fromEnvironment(env, home);
        ThroughlineConfig with = Configs.parse("providers: {openai: {api-key: from-file}, groq: {}}", env);

        assertThat(key(without, "openai")).isEqualTo(Secret.of("from-env"));
        assertThat(key(without, "groq")).isEqualTo(Secret.of("from-secrets"));
        assertThat(key(with, "openai")).isEqualTo(Secret.of("from-file"));
        assertThat(key(with, "groq")).isEqualTo(Secret.of("from-secrets"));
    }

    @Test
    void providersOfTheFileComeFirstThenThoseOfTheEnvironment() {
        ThroughlineConfig config = Configs.parse(
                "providers: {groq: {}, local: {dialect: openai, base-url: \"http://127.0.0.1:9/v1\"}}",
                Map.of("GROQ_API_KEY", "a", "XAI_API_KEY", "b", "OPENAI_API_KEY", "c"));

        assertThat(config.providers().keySet()).containsExactly("groq", "local", "openai", "xai", "echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    void secretsThatOthersCanReadAreRefused(String permissions) throws Exception {
        Path file = secrets("{\"openai\": \"k\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> ThroughlineConfig.fromEnvironment(Map.of(), home))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": other users can read or change it; allow its owner alone (chmod 600)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|: expected an object such as {\"openai\": \"…\"}",
                "{\"openai\": sk-12345}|:1: is not JSON",
                "{\"openai\": \"a\"|:1: is not JSON",
                "{\"openai\": 5}|:1: openai: expected a string",
                "{\"openai\": {\"a\": [1]}}|:1: openai: expected a string",
                "{\"openai\": \"a\", \"openai_api_key\": \"b\"}|:1: openai_api_key: is a second key for openai",
                "{} {}|:1: expected nothing behind the object",
            })
    void secretsThatAreNoneAreRefused(String content, String problem) throws Exception {
        Path file = secrets(content);

        assertThatThrownBy(() -> ThroughlineConfig.fromEnvironment(Map.of(), home))
                .hasMessage(file + problem);
    }

    @Test
    void secretsOfNoProviderAreAWarning() throws Exception {
        Path file = secrets("{\n\"huggingface\": \"k\",\n\"aws_secret_access_key\": \"k\"}");

        assertThat(Configs.warnings(ThroughlineConfig.fromEnvironment(Map.of(), home)))
                .containsExactly(
                        file + ":2: huggingface: is the key of no provider that this version speaks to",
                        file + ":3: aws_secret_access_key: is the key of no provider that this version speaks to");
    }

    @Test
    void aWrongSecretsFileIsToldWithTheRest() throws Exception {
        Path file = secrets("[]");

        assertThat(Configs.problems("server: {port: x}", Map.of("HOME", home.toString())))
                .isEqualTo(List.of(
                        "throughline.yaml:1: server.port: expected a whole number from 0 to 65535, found \"x\"",
                        file + ": expected an object such as {\"openai\": \"…\"}"));
    }

    private static Secret key(ThroughlineConfig config, String provider) {
        return config.providers().get(provider).keys().get(0).secret();
    }

    private Path secrets(String content) throws Exception {
        Path directory = Files.createDirectories(home.resolve(".throughline"));
        Path file = Files.writeString(directory.resolve("secrets.json"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
