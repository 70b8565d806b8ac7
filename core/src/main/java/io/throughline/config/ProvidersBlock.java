package io.throughline.config;

import io.throughline.access.CallerKey;
import io.throughline.provider.Builtin;
import io.throughline.provider.Builtin.KeyNeed;
import io.throughline.provider.Catalogue;
import io.throughline.provider.NearestNames;
import io.throughline.provider.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code providers}, and adds those that the surroundings know and {@code echo}. */
final class ProvidersBlock {
    private final Ambient ambient;
    private final Problems problems;
    private final Map<String, ConfigNode> timeouts = new LinkedHashMap<>();
    private final List<ConfigNode> environments = new ArrayList<>();

    ProvidersBlock(Ambient ambient, Problems problems) {
        this.ambient = ambient;
        this.problems = problems;
    }

    Map<String, Provider> read(Block block) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        block.all()
                .forEach((name, node) -> ProviderEntry.read(
                                name, node, ambient, it -> timeouts.put(name, it), environments::add)
                        .ifPresent(provider -> providers.put(name, provider)));
        Catalogue.providers().stream()
                .filter(builtin -> !block.has(builtin.name()))
                .forEach(
                        builtin -> surrounding(builtin).ifPresent(provider -> providers.put(builtin.name(), provider)));
        return providers;
    }

    /** Returns what the entries say of timeouts, by provider, once they are read. */
    Map<String, ConfigNode> timeouts() {
        return timeouts;
    }

    /** Warns of environments that no caller is of: misspelt, they would leave theirs with the keys of all others. */
    void checkEnvironments(List<CallerKey> keys) {
        Set<String> known = keys.stream().map(CallerKey::environment).collect(Collectors.toSet());
        if (keys.isEmpty()) {
            known.add(KeysBlock.DEFAULT);
        }
        environments.stream()
                .filter(ConfigNode::isMapping)
                .flatMap(node -> node.block().stream())
                .forEach(block -> block.all().forEach((name, node) -> {
                    if (!known.contains(name)) {
                        node.warn("no key is of this environment", NearestNames.nearest(name, known));
                    }
                }));
    }

    private Optional<Provider> surrounding(Builtin builtin) {
        Optional<List<Provider.Key>> keys = ambient.key(builtin).map(secret -> List.of(new Provider.Key(secret, 1)));
        Optional<URI> named = ambient.named(builtin);
        if (builtin.need() == KeyNeed.NONE) {
            return builtin.base().map(base -> provider(builtin, base, List.of()));
        }
        if (builtin.family() == Provider.Family.BEDROCK && keys.isPresent()) {
            return bedrock(builtin, named.or(() -> ambient.bedrock(Optional.empty())), keys.get());
        }
        if (builtin.need() == KeyNeed.OPTIONAL) {
            return named.map(base -> provider(builtin, base, keys.orElse(List.of())));
        }
        Optional<URI> base = named.or(builtin::base);
        if (keys.isPresent() && base.isEmpty()) {
            problems.warn(
                    Place.variable(builtin.keyVariables().get(0)),
                    "not used: " + builtin.baseVariables().get(0) + " says where the provider is, and is not set");
        }
        return keys.flatMap(it -> base.map(uri -> provider(builtin, uri, it)));
    }

    /** A region alone says nothing: it may be set for others of AWS's services. */
    private Optional<Provider> bedrock(Builtin builtin, Optional<URI> base, List<Provider.Key> keys) {
        if (base.isEmpty()) {
            problems.warn(
                    Place.variable(builtin.keyVariables().get(0)),
                    "not used: AWS_REGION says where the provider is, and is not set");
        }
        return base.map(uri -> provider(builtin, uri, keys));
    }

    private static Provider provider(Builtin builtin, URI base, List<Provider.Key> keys) {
        return new Provider(
                builtin.name(),
                builtin.family(),
                builtin.dialects(),
                base,
                keys.isEmpty() ? Provider.Auth.NONE : builtin.auth(),
                keys,
                List.of(),
                Map.of(),
                Set.of(),
                builtin.usage(),
                Provider.Protocol.HTTP_1_1,
                Optional.empty());
    }
}
