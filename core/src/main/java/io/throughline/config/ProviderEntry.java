package io.throughline.config;

import io.throughline.provider.Builtin;
import io.throughline.provider.Provider;
import io.throughline.provider.Provider.Auth;
import io.throughline.provider.Provider.Family;
import io.throughline.provider.Provider.Protocol;
import io.throughline.provider.SigningSettings;
import java.net.URI;
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
        Optional<Builtin> kind = new ProviderKind(name, block).read();
        ProviderBase address = new ProviderBase(block, ambient);
        Optional<URI> base = address.read(kind);
        List<Provider.Key> keys = new ProviderKeys(block, ambient).read(kind, base);
        List<String> models = models();
        Set<String> forwardHeaders =
                block.get("forward-headers").map(ForwardHeaders::read).orElse(Set.of());
        Protocol protocol = block.get("http-version")
                .flatMap(node -> node.choice(PROTOCOLS, PROTOCOL_NAMES))
                .orElse(Protocol.HTTP_1_1);
        Map<String, String> query = query(kind);
        Optional<SigningSettings> signing = new ProviderSigning(block).read(kind, base, keys);
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
        return provider.map(it -> it.in(environments(kind.orElseThrow(), it, address)));
    }

    private Map<String, Provider> environments(Builtin kind, Provider provider, ProviderBase address) {
        return block.get("environments")
                .flatMap(ConfigNode::block)
                .map(named -> new Environments(provider, kind, ambient, url -> address.complete(kind, url)).read(named))
                .orElse(Map.of());
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
}
