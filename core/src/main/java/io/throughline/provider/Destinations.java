package io.throughline.provider;

import static io.throughline.dialect.conversation.Quirk.*;

import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import io.throughline.dialect.embeddings.EmbeddingTargets;
import io.throughline.dialect.messages.HostedMessages;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What translated requests must know of each provider: in which it differs from the dialect it speaks.
 *
 * <p>Sources: each provider's API reference and recorded traffic, as of 2026.
 */
public final class Destinations {
    private static final Treatment NO_IMAGES = Treatment.refused("its models see no images");
    private static final Treatment UNKNOWN_THERE = Treatment.refused("the provider refuses it");
    private static final Treatment NO_SCHEMAS = Treatment.emulated("it takes no schemas for answers");
    private static final Treatment NO_PENALTIES = Treatment.dropped("models that reason take no penalties there");
    private static final Treatment IGNORED_THERE = Treatment.dropped("the provider has nothing like it");

    private static final Map<String, Differences> BY_PROVIDER = Map.ofEntries(
            Map.entry("openai", Differences.none()),
            Map.entry("azure", Differences.none()),
            Map.entry(
                    "mistral",
                    new Differences(
                            Set.of(
                                    MAX_TOKENS_ONLY,
                                    RANDOM_SEED,
                                    TOOL_CHOICE_ANY,
                                    NO_DEVELOPER_ROLE,
                                    NINE_LETTER_CALL_IDS,
                                    NO_USER_AFTER_TOOL,
                                    NO_STREAM_OPTIONS),
                            Map.of(Feature.LOGPROBS, UNKNOWN_THERE, Feature.LOGIT_BIAS, UNKNOWN_THERE))),
            Map.entry(
                    "groq",
                    new Differences(
                            Set.of(),
                            Map.of(
                                    Feature.LOGPROBS,
                                    UNKNOWN_THERE,
                                    Feature.LOGIT_BIAS,
                                    UNKNOWN_THERE,
                                    Feature.CHOICES,
                                    UNKNOWN_THERE))),
            Map.entry(
                    "deepseek",
                    new Differences(
                            Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, REASONING_CONTENT_BACK, THINKING_SWITCH),
                            Map.of(
                                    Feature.IMAGE_URL,
                                    NO_IMAGES,
                                    Feature.IMAGE_DATA,
                                    NO_IMAGES,
                                    Feature.AUDIO_INPUT,
                                    Treatment.refused("its models hear nothing"),
                                    Feature.DOCUMENT_DATA,
                                    Treatment.refused("it takes no documents"),
                                    Feature.JSON_SCHEMA,
                                    NO_SCHEMAS))),
            Map.entry("xai", Differences.none()),
            Map.entry("together", new Differences(Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, TOP_K), Map.of())),
            Map.entry("fireworks", new Differences(Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, TOP_K), Map.of())),
            Map.entry(
                    "perplexity",
                    new Differences(
                            Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, STRICT_TURNS),
                            Map.of(
                                    Feature.TOOLS,
                                    Treatment.refused("it calls no tools"),
                                    Feature.STOP,
                                    UNKNOWN_THERE,
                                    Feature.LOGPROBS,
                                    UNKNOWN_THERE,
                                    Feature.LOGIT_BIAS,
                                    UNKNOWN_THERE,
                                    Feature.SEED,
                                    IGNORED_THERE))),
            Map.entry(
                    "cerebras",
                    new Differences(
                            Set.of(MAX_COMPLETION_TOKENS_ONLY, NO_DEVELOPER_ROLE),
                            Map.of(Feature.TOOL_CHOICE_NAMED, UNKNOWN_THERE))),
            Map.entry(
                    "sambanova",
                    new Differences(
                            Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, TOP_K),
                            Map.of(Feature.FREQUENCY_PENALTY, IGNORED_THERE, Feature.PRESENCE_PENALTY, IGNORED_THERE))),
            Map.entry(
                    "openrouter",
                    new Differences(
                            Set.of(CACHE_CONTROL, TOP_K, TOOL_RESULT_IMAGES, REASONING_DETAILS_BACK, REASONING_OBJECT),
                            Map.of())),
            Map.entry("ollama", new Differences(Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE), Map.of())),
            Map.entry("vllm", new Differences(Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE, TOP_K), Map.of())),
            Map.entry("echo", Differences.none()));

    /** The older words are known to all that copy OpenAI. */
    private static final Differences OF_OTHERS = new Differences(Set.of(MAX_TOKENS_ONLY, NO_DEVELOPER_ROLE), Map.of());

    /** Those of Groq's models that take schemas for answers. */
    private static final Pattern SCHEMAS_ON_GROQ = Pattern.compile("gpt-oss|kimi-k2|llama-4");

    /** Those of xAI's models that reason, and take fewer settings for it. */
    private static final Pattern REASONING_AT_XAI =
            Pattern.compile("grok-3-mini|grok-code|grok-(?:[4-9]|\\d\\d)(?!.*non-reasoning)");

    private static final Differences GEMINI_ON_VERTEX = new Differences(
            Set.of(NO_CALL_IDS),
            Map.of(Feature.SERVICE_TIER, Treatment.dropped("Vertex AI is told the tier in a header field")));
    private static final Differences CLAUDE_ON_VERTEX = new Differences(Set.of(), HostedMessages.treatments());

    /** OpenAI's models that Chat Completions does not serve. */
    private static final Pattern RESPONSES_ONLY = Pattern.compile("-pro(-\\d|$)|codex|deep-research|computer-use");

    private Destinations() {}

    /**
     * Returns what a translated request must know of where it goes.
     *
     * @param target the provider and its model
     * @param dialect the dialect in which the provider is spoken to
     */
    public static Destination of(Target target, String dialect) {
        Provider provider = target.provider();
        Differences differences = differences(target);
        return new Destination(
                target.model(),
                issuer(provider, target.model(), dialect),
                maxOutputTokens(target),
                differences.quirks(),
                differences.treatments());
    }

    /** Returns the dialect in which a call goes to its target: the client's where the provider speaks it. */
    public static String dialect(Target target, String inbound) {
        Provider provider = target.provider();
        boolean responsesOnly = inbound.equals("openai-chat")
                && provider.name().equals("openai")
                && RESPONSES_ONLY.matcher(target.model()).find();
        if (responsesOnly) {
            return "openai-responses";
        }
        boolean hostedClaude = inbound.equals("anthropic-messages")
                && provider.family() == Provider.Family.BEDROCK
                && target.model().contains("anthropic.");
        if (hostedClaude) {
            return "bedrock-invoke-anthropic";
        } else if (VertexModels.isClaude(target)) {
            return "anthropic-messages";
        }
        return provider.speaks(inbound) ? inbound : provider.dialects().get(0);
    }

    /** Returns how the target's provider is asked for embeddings, where it is otherwise than by OpenAI's. */
    public static Optional<EmbeddingTarget> embeddings(Target target) {
        Provider provider = target.provider();
        return switch (provider.family()) {
            case GEMINI -> Optional.of(EmbeddingTargets.GEMINI);
            case VERTEX -> VertexModels.isClaude(target) ? Optional.empty() : Optional.of(EmbeddingTargets.VERTEX);
            case COHERE -> Optional.of(EmbeddingTargets.COHERE);
            case BEDROCK -> EmbeddingTargets.onBedrock(target.model());
            case OPENAI -> provider.name().equals("mistral") ? Optional.of(EmbeddingTargets.MISTRAL) : Optional.empty();
            case ANTHROPIC, OLLAMA, ECHO -> Optional.empty();
        };
    }

    private static Differences differences(Target target) {
        Provider provider = target.provider();
        return switch (provider.family()) {
            case OPENAI -> {
                Differences usual = BY_PROVIDER.getOrDefault(provider.name(), OF_OTHERS);
                yield ofModel(target, usual);
            }
            case VERTEX -> VertexModels.isClaude(target) ? CLAUDE_ON_VERTEX : GEMINI_ON_VERTEX;
            case ANTHROPIC, GEMINI, BEDROCK, COHERE, OLLAMA, ECHO -> Differences.none();
        };
    }

    /** Returns whether it is known what a provider of Chat Completions refuses; what others may refuse is guessed for translations alone. */
    public static boolean isKnown(Target target) {
        return BY_PROVIDER.containsKey(target.provider().name());
    }

    private static Differences ofModel(Target target, Differences usual) {
        String provider = target.provider().name();
        String model = target.model();
        if (provider.equals("groq") && !SCHEMAS_ON_GROQ.matcher(model).find()) {
            return usual.with(Feature.JSON_SCHEMA, NO_SCHEMAS);
        } else if (provider.equals("xai") && REASONING_AT_XAI.matcher(model).find()) {
            return usual.with(Feature.STOP, UNKNOWN_THERE)
                    .with(Feature.FREQUENCY_PENALTY, NO_PENALTIES)
                    .with(Feature.PRESENCE_PENALTY, NO_PENALTIES);
        }
        return usual;
    }

    private static OptionalLong maxOutputTokens(Target target) {
        Provider provider = target.provider();
        String model = target.model();
        return Catalogue.maxOutputTokens(
                provider.name(), provider.family() == Provider.Family.VERTEX ? VertexModels.atHome(model) : model);
    }

    /** What one provider signs no other understands, but for models that several sell. */
    private static String issuer(Provider provider, String model, String dialect) {
        if (dialect.equals("anthropic-messages") || model.contains("anthropic.") || model.startsWith("claude")) {
            return "anthropic";
        }
        return dialect.equals("gemini-generate-content") ? "gemini" : provider.name();
    }

    private record Differences(Set<Quirk> quirks, Map<Feature, Treatment> treatments) {
        static Differences none() {
            return new Differences(Set.of(), Map.of());
        }

        Differences with(Feature feature, Treatment treatment) {
            Map<Feature, Treatment> all = new EnumMap<>(Feature.class);
            all.putAll(treatments);
            all.put(feature, treatment);
            return new Differences(quirks, all);
        }
    }
}
