package io.throughline.config;

import io.throughline.provider.Builtin;
import io.throughline.provider.Provider;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the {@code environments} of one entry of {@code providers}: at which address and with which keys the callers of an environment find the
 * provider. The entry's own key does not go with them to another host.
 */
final class Environments {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final Provider provider;
    private final Builtin kind;
    private final Ambient ambient;
    private final Function<URI, Optional<URI>> complete;

    /**
     * A reader for an entry.
     *
     * @param provider what the entry is for everybody else
     * @param kind what is known of the provider
     * @param ambient the surroundings
     * @param complete makes a base URL of what is written as one
     */
    Environments(Provider provider, Builtin kind, Ambient ambient, Function<URI, Optional<URI>> complete) {
        this.provider = provider;
        this.kind = kind;
        this.ambient = ambient;
        this.complete = complete;
    }

    Map<String, Provider> read(Block named) {
        Map<String, Provider> environments = new LinkedHashMap<>();
        named.all().forEach((name, node) -> one(name, node).ifPresent(it -> environments.put(name, it)));
        return environments;
    }

    private Optional<Provider> one(String name, ConfigNode node) {
        if (!NAME.matcher(name).matches()) {
            node.error("an environment's name is 1 to 128 letters, digits, dots, underscores, colons and hyphens");
            return Optional.empty();
        }
        if (provider.family() == Provider.Family.ECHO) {
            node.error("echo is in this process, the same for all");
            return Optional.empty();
        }
        return node.block().flatMap(this::variant);
    }

    private Optional<Provider> variant(Block block) {
        Optional<ConfigNode> address = block.get("base-url");
        Optional<URI> base =
                address.isPresent() ? address.get().baseUrl().flatMap(complete) : Optional.of(provider.baseUri());
        ProviderKeys reader = new ProviderKeys(block, ambient);
        List<Provider.Key> told = reader.told(Optional.of(kind));
        block.end();
        if (address.isEmpty() && !reader.areTold()) {
            block.error("needs the key \"api-key\" or the key \"base-url\"");
        }
        boolean elsewhere =
                base.filter(it -> !BaseUrls.sameOrigin(it, provider.baseUri())).isPresent();
        boolean bound = !provider.keys().isEmpty() || provider.signing().isPresent();
        if (elsewhere && bound && !reader.areTold()) {
            block.error("needs the key \"api-key\": the other one of the provider goes to "
                    + provider.baseUri().getAuthority() + " alone, and base-url names another");
        }
        List<Provider.Key> keys = told.isEmpty() && !elsewhere ? provider.keys() : told;
        base.filter(it -> !keys.isEmpty() && BaseUrls.isInTheClear(it))
                .ifPresent(it -> block.warn("base-url", "the key goes over the network unencrypted; use https"));
        return base.map(it -> provider.at(it, keys.isEmpty() ? Provider.Auth.NONE : kind.auth(), keys));
    }
}
