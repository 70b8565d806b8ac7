package io.throughline.config;

import io.throughline.Secret;
import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Builtin;
import io.throughline.provider.Builtin.KeyNeed;
import io.throughline.provider.Catalogue;
import io.throughline.provider.NearestNames;
import io.throughline.provider.Provider;
import io.throughline.provider.Provider.Auth;
import io.throughline.provider.Provider.Family;
import io.throughline.provider.Provider.Protocol;
import io.throughline.provider.SigningSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads one entry of {@code providers}. The name of a built-in provider brings what the entry doesn't say; any other needs {@code dialect} and
 * {@code base-url}, and so does a built-in one that is told to speak another dialect than its own.
 */
final class ProviderEntry {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MODEL = Pattern.compile("[!-~]{1,256}");
    private static final Pattern API_VERSION = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern DATED = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
    private static final Map<String, Spoken> DIALECTS = Map.of(
            "openai", Spoken.all(Family.OPENAI),
            "openai-chat", new Spoken(Family.OPENAI, List.of("openai-chat", "openai-embeddings")),
            "openai-responses", new Spoken(Family.OPENAI, List.of("openai-responses")),
            "anthropic", Spoken.all(Family.ANTHROPIC),
            "gemini", Spoken.all(Family.GEMINI),
            "vertex", Spoken.all(Family.VERTEX),
            "bedrock", Spoken.all(Family.BEDROCK),
            "cohere", Spoken.all(Family.COHERE),
            "ollama", Spoken.all(Family.OLLAMA),
            "echo", Spoken.all(Family.ECHO));
    private static final List<String> DIALECT_NAMES = List.of(
            "openai",
            "openai-chat",
            "openai-responses",
            "anthropic",
            "gemini",
            "vertex",
            "bedrock",
            "cohere",
            "ollama",
            "echo");
    private static final Map<String, Protocol> PROTOCOLS = Map.of("1.1", Protocol.HTTP_1_1, "2", Protocol.HTTP_2);
    private static final List<String> PROTOCOL_NAMES = List.of("1.1", "2");

    private final String name;
    private final Block block;
    private final Ambient ambient;

    private ProviderEntry(String name, Block block, Ambient ambient) {
        this.name = name;
        this.block = block;
        this.ambient = ambient;
    }

    /**
     * Reads an entry.
     *
     * @param timeouts takes what the entry says of timeouts
     * @param environments takes what the entry says of environments
     */
    static Optional<Provider> read(
            String name,
            ConfigNode node,
            Ambient ambient,
            Consumer<ConfigNode> timeouts,
            Consumer<ConfigNode> environments) {
        if (!NAME.matcher(name).matches()) {
            node.error("a provider's name is 1 to 64 letters, digits, dots, underscores and hyphens");
            return Optional.empty();
        }
        return node.block().flatMap(block -> {
            block.get("timeouts").ifPresent(timeouts);
            block.get("environments").ifPresent(environments);
            return new ProviderEntry(name, block, ambient).read();
        });
    }

    private Optional<Provider> read() {
        Optional<Builtin> kind = kind();
        Optional<URI> base = base(kind);
        List<Provider.Key> keys = new ProviderKeys(block, ambient).read(kind, base);
        List<String> models = models();
        Set<String> forwardHeaders =
                block.get("forward-headers").map(ForwardHeaders::read).orElse(Set.of());
        Protocol protocol = block.get("http-version")
                .flatMap(node -> node.choice(PROTOCOLS, PROTOCOL_NAMES))
                .orElse(Protocol.HTTP_1_1);
        Map<String, String> query = query(kind);
        Optional<SigningSettings> signing = signing(kind, base, keys);
        block.end();
        Optional<Provider> provider = kind.flatMap(it -> base.map(uri -> new Provider(
                name,
                it.family(),
                it.dialects(),
                uri,
                keys.isEmpty() ? Auth.NONE : it.auth(),
                keys,
                models,
                query,
                forwardHeaders,
                it.usage(),
                protocol,
                signing)));
        return provider.map(it -> it.in(environments(kind.orElseThrow(), it)));
    }

    private Map<String, Provider> environments(Builtin kind, Provider provider) {
        return block.get("environments")
                .flatMap(ConfigNode::block)
                .map(named -> new Environments(provider, kind, ambient, url -> complete(kind, url)).read(named))
                .orElse(Map.of());
    }

    private Optional<Builtin> kind() {
        Optional<ConfigNode> node = block.get("dialect");
        Optional<Spoken> dialect = node.flatMap(it -> it.choice(DIALECTS, DIALECT_NAMES));
        Optional<Builtin> builtin = Catalogue.provider(name);
        if (node.isPresent() && dialect.isEmpty()) {
            return Optional.empty();
        }
        if (builtin.isPresent()
                && dialect.filter(it -> it.family() != builtin.get().family()).isEmpty()) {
            return builtin.map(
                    known -> dialect.map(it -> known.speaking(it.dialects())).orElse(known));
        }
        if (dialect.isEmpty()) {
            block.error(
                    "is no built-in provider, so it needs the key \"dialect\""
                            + (block.has("base-url") ? "" : " and the key \"base-url\""),
                    NearestNames.nearest(name, Catalogue.names()));
        }
        return dialect.map(this::described);
    }

    private Builtin described(Spoken spoken) {
        Family family = spoken.family();
        boolean echo = family == Family.ECHO;
        return new Builtin(
                name,
                family,
                spoken.dialects(),
                echo ? Catalogue.provider(Catalogue.ECHO).flatMap(Builtin::base) : Optional.empty(),
                "",
                auth(family),
                echo ? KeyNeed.NONE : KeyNeed.OPTIONAL,
                List.of(),
                List.of(),
                UsageConvention.STANDARD);
    }

    private static Auth auth(Family family) {
        return switch (family) {
            case ANTHROPIC -> Auth.X_API_KEY;
            case GEMINI, VERTEX -> Auth.X_GOOG_API_KEY;
            case OPENAI, BEDROCK, COHERE, OLLAMA, ECHO -> Auth.BEARER;
        };
    }

    private Optional<URI> base(Optional<Builtin> described) {
        Optional<ConfigNode> node = block.get("base-url");
        if (described.filter(it -> it.family() == Family.ECHO).isPresent()) {
            node.ifPresent(it -> it.error("echo is in this process and has no address"));
            return described.flatMap(Builtin::base);
        }
        if (node.isPresent()) {
            Optional<URI> url = node.get().baseUrl();
            return described.flatMap(kind -> url.flatMap(it -> complete(kind, it)));
        }
        return described.flatMap(this::knownBase);
    }

    /** A key is sent; without one, the requests to a cloud are signed with the credentials that the cloud's own clients find. */
    private Optional<SigningSettings> signing(Optional<Builtin> kind, Optional<URI> base, List<Provider.Key> keys) {
        if (kind.filter(it -> it.family() == Family.VERTEX).isPresent()) {
            return googles(base, keys);
        }
        Optional<String> region = block.get("region").flatMap(ConfigNode::name);
        Optional<String> profile = block.get("profile").flatMap(ConfigNode::name);
        Optional<SigningSettings.AwsKeys> awsKeys = awsKeys();
        boolean signed = kind.filter(it -> it.family() == Family.BEDROCK).isPresent() && keys.isEmpty();
        return signed ? Optional.of(new SigningSettings.Aws("bedrock", region, profile, awsKeys)) : Optional.empty();
    }

    /** A token is as good as a key: that of the surroundings' credentials goes to Google alone. */
    private Optional<SigningSettings> googles(Optional<URI> base, List<Provider.Key> keys) {
        Optional<ConfigNode> file = block.get("credentials");
        if (!keys.isEmpty()) {
            return Optional.empty();
        }
        if (base.isPresent() && file.isEmpty() && !VertexAddress.isGoogles(base.get())) {
            block.error("needs the key \"credentials\": application default credentials are for Google's hosts alone,"
                    + " and base-url names another");
        }
        base.filter(BaseUrls::isInTheClear)
                .ifPresent(it -> block.warn("base-url", "the token goes over the network unencrypted; use https"));
        return Optional.of(
                new SigningSettings.Google(file.flatMap(ConfigNode::path).map(Path::toString)));
    }

    private Optional<SigningSettings.AwsKeys> awsKeys() {
        Optional<Secret> id = block.get("access-key").flatMap(ConfigNode::secret);
        Optional<Secret> secret = block.get("secret-key").flatMap(ConfigNode::secret);
        Optional<Secret> token = block.get("session-token").flatMap(ConfigNode::secret);
        if (block.has("access-key") != block.has("secret-key")) {
            block.error("needs both \"access-key\" and \"secret-key\", or neither");
        }
        return id.flatMap(it -> secret.map(other -> new SigningSettings.AwsKeys(it, other, token)));
    }

    private Optional<URI> knownBase(Builtin kind) {
        if (kind.family() == Family.VERTEX) {
            return new VertexAddress(block, kind, ambient).base();
        }
        Optional<URI> regional = kind.family() == Family.BEDROCK ? regional() : Optional.empty();
        if (regional.isPresent()) {
            return regional;
        }
        Optional<URI> base = ambient.base(kind);
        if (base.isEmpty() && kind.family() == Family.BEDROCK) {
            block.error("needs the key \"region\", such as us-east-1, or the environment variable AWS_REGION");
        } else if (base.isEmpty()) {
            String variable = kind.baseVariables().stream()
                    .findFirst()
                    .map(it -> ", or the environment variable " + it)
                    .orElse("");
            block.error("needs the key \"base-url\"" + variable);
        }
        return base;
    }

    private Optional<URI> regional() {
        return block.get("region")
                .flatMap(ConfigNode::name)
                .or(() -> ambient.variable("AWS_REGION"))
                .or(() -> ambient.variable("AWS_DEFAULT_REGION"))
                .filter(region -> REGION.matcher(region).matches())
                .map(region -> URI.create("https://bedrock-runtime." + region + ".amazonaws.com"));
    }

    private Optional<URI> complete(Builtin kind, URI url) {
        return switch (kind.family()) {
            case ANTHROPIC -> Optional.of(BaseUrls.without(url, "/v1"));
            case VERTEX -> new VertexAddress(block, kind, ambient).base(url);
            case OPENAI, GEMINI, BEDROCK, COHERE, OLLAMA, ECHO ->
                Optional.of(BaseUrls.withPathWhenBare(url, kind.barePath()));
        };
    }

    private List<String> models() {
        List<String> models = new ArrayList<>();
        for (ConfigNode item : block.get("models").map(ConfigNode::items).orElse(List.of())) {
            item.parsed(
                            "a model's name",
                            text -> Optional.of(text)
                                    .filter(it -> MODEL.matcher(it).matches()))
                    .ifPresent(models::add);
        }
        return models.stream().distinct().toList();
    }

    private Map<String, String> query(Optional<Builtin> kind) {
        Optional<ConfigNode> node = block.get("api-version");
        Optional<String> version = node.flatMap(it -> it.parsed(
                "a version such as preview",
                text -> Optional.of(text)
                        .filter(value -> API_VERSION.matcher(value).matches())));
        if (version.isEmpty() || kind.isEmpty()) {
            return Map.of();
        }
        if (kind.get().family() != Family.OPENAI) {
            node.ifPresent(it -> it.error("only a provider of the dialect openai takes a version"));
        }
        if (name.equals("azure") && DATED.matcher(version.get()).matches()) {
            node.ifPresent(it -> it.warn("not sent: Azure's v1 endpoint takes no dated versions"));
            return Map.of();
        }
        return Map.of("api-version", version.get());
    }

    /** What the word for a dialect means. */
    private record Spoken(Family family, List<String> dialects) {
        static Spoken all(Family family) {
            return new Spoken(family, family.dialects());
        }
    }
}
