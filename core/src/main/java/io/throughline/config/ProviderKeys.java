package io.throughline.config;

import io.throughline.Secret;
import io.throughline.provider.Builtin;
import io.throughline.provider.Builtin.KeyNeed;
import io.throughline.provider.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the keys of one entry of {@code providers}. Where it has none, the surroundings' key is taken, and only for the provider's own scheme,
 * host and port: whoever can write a {@code base-url} could otherwise have that key sent to any host, this machine's own ports included.
 */
final class ProviderKeys {
    private static final int LARGEST_WEIGHT = 1_000;

    private final Block block;
    private final Ambient ambient;

    ProviderKeys(Block block, Ambient ambient) {
        this.block = block;
        this.ambient = ambient;
    }

    /**
     * Reads the keys.
     *
     * @param kind what is known of the provider; empty where that is wrong, which is a problem already
     * @param base where the provider is; empty where that is wrong
     */
    List<Provider.Key> read(Optional<Builtin> kind, Optional<URI> base) {
        List<Provider.Key> keys = told(kind);
        if (!areTold() && kind.isPresent() && base.isPresent()) {
            surrounding(kind.get(), base.get()).ifPresent(keys::add);
        }
        base.filter(it -> !keys.isEmpty() && BaseUrls.isInTheClear(it))
                .ifPresent(it -> block.warn("base-url", "the key goes over the network unencrypted; use https"));
        return keys;
    }

    /** Returns whether keys stand there, right or wrong. */
    boolean areTold() {
        return block.has("api-key") || block.has("api-keys");
    }

    /** Reads the keys that stand there. */
    List<Provider.Key> told(Optional<Builtin> kind) {
        Optional<ConfigNode> one = block.get("api-key");
        Optional<ConfigNode> several = block.get("api-keys");
        List<Provider.Key> keys = new ArrayList<>();
        one.flatMap(ConfigNode::secret)
                .map(secret -> new Provider.Key(secret, 1))
                .ifPresent(keys::add);
        several.ifPresent(node -> keys.addAll(pool(node)));
        if (one.isPresent() && several.isPresent()) {
            block.error("has both api-key and api-keys");
        }
        if (areTold()) {
            kind.filter(it -> it.need() == KeyNeed.NONE).ifPresent(it -> block.error("takes no key"));
        }
        return keys;
    }

    private static List<Provider.Key> pool(ConfigNode node) {
        List<ConfigNode> items = node.items();
        if (items.isEmpty()) {
            node.error("expected at least one key such as {key: …, weight: 2}");
        }
        Set<Secret> seen = new HashSet<>();
        List<Provider.Key> keys = new ArrayList<>();
        for (ConfigNode item : items) {
            item.block().ifPresent(entry -> {
                Optional<Secret> secret = entry.required("key").flatMap(ConfigNode::secret);
                int weight = entry.get("weight")
                        .flatMap(it -> it.integer(1, LARGEST_WEIGHT))
                        .orElse(1);
                entry.end();
                secret.ifPresent(it -> keys.add(new Provider.Key(it, weight)));
                secret.filter(it -> !seen.add(it)).ifPresent(it -> item.error("another item has the same key"));
            });
        }
        return keys;
    }

    private Optional<Provider.Key> surrounding(Builtin kind, URI base) {
        Optional<Secret> secret = ambient.key(kind);
        boolean bound = ambient.base(kind)
                .filter(home -> BaseUrls.sameOrigin(home, base))
                .isPresent();
        if (secret.isPresent() && bound) {
            return secret.map(it -> new Provider.Key(it, 1));
        }
        if (kind.need() == KeyNeed.REQUIRED) {
            block.error(bound ? noKey(kind) : otherHost(kind));
        } else if (secret.isPresent()) {
            block.warn("base-url", "no key is sent: " + otherHost(kind));
        }
        return Optional.empty();
    }

    private static String noKey(Builtin kind) {
        return "needs the key \"api-key\", or the environment variable " + String.join(" or ", kind.keyVariables());
    }

    private String otherHost(Builtin kind) {
        String home = ambient.base(kind)
                .map(URI::getAuthority)
                .orElseGet(() -> "the host that " + kind.baseVariables().get(0) + " names");
        return "needs the key \"api-key\": keys of the environment and of secrets.json go to " + home
                + " alone, and base-url names another";
    }
}
