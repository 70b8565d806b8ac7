package io.throughline.provider;

import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Builtin.KeyNeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The providers that are known without being described, and the models each is known to have.
 *
 * <p>Sources: each provider's API reference as of 2026; the models are a resource written by {@code scripts/models.py}.
 */
public final class Catalogue {
    /** The name of the simulated provider, which is always there. */
    public static final String ECHO = "echo";

    private static final URI ECHO_BASE = URI.create("echo://local");
    private static final Map<String, Builtin> PROVIDERS = byName(List.of(
            Builtin.openAi("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
            anthropic(),
            hosted(
                    "gemini",
                    Provider.Family.GEMINI,
                    "https://generativelanguage.googleapis.com/v1beta",
                    Provider.Auth.X_GOOG_API_KEY,
                    "GEMINI_API_KEY",
                    "GOOGLE_API_KEY"),
            vertex(),
            bedrock(),
            azure(),
            hosted(
                    "cohere",
                    Provider.Family.COHERE,
                    "https://api.cohere.com",
                    Provider.Auth.BEARER,
                    "COHERE_API_KEY",
                    "CO_API_KEY"),
            Builtin.openAi("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY")
                    .withoutResponses()
                    .counting(UsageConvention.AUDIO_BESIDE_INPUT),
            Builtin.openAi("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
            Builtin.openAi("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
            Builtin.openAi("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY")
                    .withoutResponses(),
            Builtin.openAi("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY")
                    .withoutResponses(),
            Builtin.openAi("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY")
                    .withoutResponses(),
            Builtin.openAi("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY")
                    .withoutResponses(),
            Builtin.openAi("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
            Builtin.openAi("xai", "https://api.x.ai/v1", "XAI_API_KEY")
                    .counting(UsageConvention.REASONING_BESIDE_OUTPUT),
            Builtin.openAi("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
            Builtin.openAi("ollama", "http://127.0.0.1:11434/v1").local("OLLAMA_BASE_URL", "OLLAMA_HOST"),
            Builtin.openAi("vllm", "http://127.0.0.1:8000/v1", "VLLM_API_KEY").local("VLLM_BASE_URL"),
            echo()));

    private Catalogue() {}

    /** Returns the known providers that this version speaks to, {@code echo} last. */
    public static Collection<Builtin> providers() {
        return PROVIDERS.values();
    }

    /** Returns the known provider of that name. */
    public static Optional<Builtin> provider(String name) {
        return Optional.ofNullable(PROVIDERS.get(name));
    }

    /** Returns the names of the known providers that this version speaks to. */
    public static Set<String> names() {
        return PROVIDERS.keySet();
    }

    /** Returns the models that a provider of that name is known to have, in alphabetical order; none for a provider that isn't known. */
    public static List<String> models(String provider) {
        return KnownModels.BY_PROVIDER.getOrDefault(provider, List.of());
    }

    /** Returns how many tokens an answer of the model may have at most, where that is known: of the provider, or of the model's inventor. */
    static OptionalLong maxOutputTokens(String provider, String model) {
        Long most = KnownModels.MAX_OUTPUT.get(provider + "/" + model);
        if (most == null) {
            most = providersOf(model).stream()
                    .map(inventor -> KnownModels.MAX_OUTPUT.get(inventor + "/" + model))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        return most == null ? OptionalLong.empty() : OptionalLong.of(most);
    }

    /** Returns the names of the known providers that are known to have {@code model}. */
    static List<String> providersOf(String model) {
        return KnownModels.PROVIDERS_BY_MODEL.getOrDefault(model, List.of());
    }

    private static Builtin anthropic() {
        return new Builtin(
                "anthropic",
                Provider.Family.ANTHROPIC,
                Provider.Family.ANTHROPIC.dialects(),
                Optional.of(URI.create("https://api.anthropic.com")),
                "",
                Provider.Auth.X_API_KEY,
                KeyNeed.REQUIRED,
                List.of("ANTHROPIC_API_KEY"),
                List.of(),
                UsageConvention.STANDARD);
    }

    private static Builtin azure() {
        return new Builtin(
                "azure",
                Provider.Family.OPENAI,
                Provider.Family.OPENAI.dialects(),
                Optional.empty(),
                "/openai/v1",
                Provider.Auth.API_KEY,
                KeyNeed.REQUIRED,
                List.of("AZURE_OPENAI_API_KEY"),
                List.of("AZURE_OPENAI_ENDPOINT"),
                UsageConvention.STANDARD);
    }

    private static Builtin hosted(
            String name, Provider.Family family, String base, Provider.Auth auth, String... keyVariables) {
        return new Builtin(
                name,
                family,
                family.dialects(),
                Optional.of(URI.create(base)),
                "",
                auth,
                KeyNeed.REQUIRED,
                List.of(keyVariables),
                List.of(),
                UsageConvention.STANDARD);
    }

    /** A key is of its express mode; without one its requests carry access tokens. The environment's keys are for Gemini's own API. */
    private static Builtin vertex() {
        return new Builtin(
                "vertex",
                Provider.Family.VERTEX,
                Provider.Family.VERTEX.dialects(),
                Optional.of(URI.create("https://aiplatform.googleapis.com/v1")),
                "",
                Provider.Auth.X_GOOG_API_KEY,
                KeyNeed.OPTIONAL,
                List.of(),
                List.of(),
                UsageConvention.STANDARD);
    }

    /** Without a key of its own its requests are signed. */
    private static Builtin bedrock() {
        return new Builtin(
                "bedrock",
                Provider.Family.BEDROCK,
                Provider.Family.BEDROCK.dialects(),
                Optional.empty(),
                "",
                Provider.Auth.BEARER,
                KeyNeed.OPTIONAL,
                List.of("AWS_BEARER_TOKEN_BEDROCK"),
                List.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME"),
                UsageConvention.STANDARD);
    }

    private static Builtin echo() {
        return new Builtin(
                ECHO,
                Provider.Family.ECHO,
                Provider.Family.ECHO.dialects(),
                Optional.of(ECHO_BASE),
                "",
                Provider.Auth.NONE,
                KeyNeed.NONE,
                List.of(),
                List.of(),
                UsageConvention.STANDARD);
    }

    private static Map<String, Builtin> byName(List<Builtin> providers) {
        Map<String, Builtin> byName = new LinkedHashMap<>();
        providers.forEach(provider -> byName.put(provider.name(), provider));
        return Collections.unmodifiableMap(byName);
    }

    /** Read when first asked for. */
    private static final class KnownModels {
        static final Map<String, List<String>> BY_PROVIDER = new LinkedHashMap<>();
        static final Map<String, List<String>> PROVIDERS_BY_MODEL = new LinkedHashMap<>();
        static final Map<String, Long> MAX_OUTPUT = new HashMap<>();

        static {
            List.of("echo", "echo-fast", "echo-reasoning", "echo-slow", "echo-tools")
                    .forEach(model -> add(ECHO, model));
            try (InputStream resource = Catalogue.class.getResourceAsStream("models.txt")) {
                if (resource == null) {
                    throw new AssertionError("the jar holds models.txt");
                }
                new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(KnownModels::addLine);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            BY_PROVIDER.replaceAll((provider, models) -> List.copyOf(models));
            PROVIDERS_BY_MODEL.replaceAll((model, providers) -> List.copyOf(providers));
        }

        /** Takes {@code provider/model} or {@code provider/model tokens}. */
        private static void addLine(String line) {
            int slash = line.indexOf('/');
            int blank = line.indexOf(' ');
            String id = blank < 0 ? line : line.substring(0, blank);
            add(id.substring(0, slash), id.substring(slash + 1));
            if (blank > 0) {
                MAX_OUTPUT.put(id, Long.parseLong(line.substring(blank + 1)));
            }
        }

        private static void add(String provider, String model) {
            BY_PROVIDER.computeIfAbsent(provider, name -> new ArrayList<>()).add(model);
            PROVIDERS_BY_MODEL.computeIfAbsent(model, name -> new ArrayList<>()).add(provider);
        }
    }
}
