package io.throughline.config;

import io.throughline.Secret;
import io.throughline.access.Budget;
import io.throughline.access.CallerKey;
import io.throughline.access.Rate;
import io.throughline.provider.NearestNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code keys}: who may call. A key stands there itself or as the hex of its SHA-256 ({@code key-sha256}). A key without a tenant or an
 * environment is of the one named {@code default}; without scopes it may do all but switch tracing off.
 */
final class KeysBlock {
    static final String DEFAULT = "default";
    private static final List<String> SCOPES = List.of("llm", "events", "traces:read", "no-trace");
    private static final Map<String, String> SCOPES_BY_NAME =
            SCOPES.stream().collect(Collectors.toMap(scope -> scope, scope -> scope));
    private static final Set<String> DEFAULT_SCOPES = Set.of("llm", "events", "traces:read");
    private static final Pattern MODEL = Pattern.compile("[!-~]{1,256}");
    private static final int SHORT = 16;

    private final Set<String> providers;
    private final Map<String, Place> names = new HashMap<>();
    private final Map<String, String> namesByHash = new HashMap<>();
    private final Set<String> uncached = new HashSet<>();

    /** A reader of keys for an installation with these providers. */
    KeysBlock(Set<String> providers) {
        this.providers = providers;
    }

    List<CallerKey> read(List<ConfigNode> items) {
        List<CallerKey> keys = new ArrayList<>();
        items.forEach(item -> item.block().flatMap(this::key).ifPresent(keys::add));
        return keys;
    }

    /** Returns the names of the keys that were read with {@code cache: false}. */
    Set<String> uncached() {
        return uncached;
    }

    private Optional<CallerKey> key(Block block) {
        Optional<String> name = block.required("name").flatMap(this::name);
        Optional<byte[]> sha256 = sha256(block, name.orElse(""));
        String tenant = block.get("tenant").flatMap(ConfigNode::name).orElse(DEFAULT);
        String environment = block.get("environment").flatMap(ConfigNode::name).orElse(DEFAULT);
        Set<String> scopes = block.get("scopes").map(KeysBlock::scopes).orElse(DEFAULT_SCOPES);
        List<String> models = block.get("models").map(this::models).orElse(List.of());
        Optional<Budget> budget = LimitsBlock.budget(block);
        Optional<Rate> rate = LimitsBlock.rate(block);
        boolean cached = block.get("cache").flatMap(ConfigNode::flag).orElse(true);
        if (!cached) {
            name.ifPresent(uncached::add);
        }
        block.end();
        return name.isPresent() && sha256.isPresent()
                ? Optional.of(
                        new CallerKey(name.get(), sha256.get(), tenant, environment, scopes, models, rate, budget))
                : Optional.empty();
    }

    private Optional<String> name(ConfigNode node) {
        Optional<String> name = node.name();
        name.ifPresent(it -> {
            Place first = names.putIfAbsent(it, node.place());
            if (first != null) {
                node.error("another key has this name, on line " + first.line());
            }
        });
        return name;
    }

    private Optional<byte[]> sha256(Block block, String name) {
        Optional<ConfigNode> plain = block.get("key");
        Optional<ConfigNode> hashed = block.get("key-sha256");
        if (plain.isPresent() == hashed.isPresent()) {
            block.error(plain.isPresent() ? "has both key and key-sha256" : "needs the key \"key\" or \"key-sha256\"");
            return Optional.empty();
        }
        Optional<byte[]> sha256 = plain.isPresent()
                ? plain.get().secret().map(secret -> hash(plain.get(), secret))
                : hashed.flatMap(KeysBlock::hash);
        sha256.ifPresent(hash -> checkDistinct(plain.or(() -> hashed).orElseThrow(), hash, name));
        return sha256;
    }

    private static byte[] hash(ConfigNode node, Secret secret) {
        if (secret.reveal().length() < SHORT) {
            node.warn("is shorter than " + SHORT + " characters and can be guessed");
        }
        return secret.sha256();
    }

    private static Optional<byte[]> hash(ConfigNode node) {
        return node.text().flatMap(text -> {
            if (!text.matches("[0-9A-Fa-f]{64}")) {
                node.error("expected the SHA-256 of the key as 64 hexadecimal digits");
                return Optional.empty();
            }
            return Optional.of(HexFormat.of().parseHex(text));
        });
    }

    private void checkDistinct(ConfigNode node, byte[] hash, String name) {
        String other = namesByHash.putIfAbsent(HexFormat.of().formatHex(hash), name);
        if (other != null) {
            node.error("the key " + Shown.value(other) + " has the same value");
        }
    }

    private static Set<String> scopes(ConfigNode node) {
        Set<String> scopes = new LinkedHashSet<>();
        node.items().forEach(item -> item.choice(SCOPES_BY_NAME, SCOPES).ifPresent(scopes::add));
        return scopes;
    }

    private List<String> models(ConfigNode node) {
        List<ConfigNode> items = node.items();
        if (items.isEmpty()) {
            node.error("is empty; leave it out for all models");
        }
        List<String> models = new ArrayList<>();
        for (ConfigNode item : items) {
            Optional<String> model = item.parsed(
                    "a model such as openai/gpt-4o or openai/*",
                    text -> Optional.of(text).filter(it -> MODEL.matcher(it).matches()));
            model.ifPresent(it -> checkProvider(item, it));
            model.ifPresent(models::add);
        }
        return models;
    }

    private void checkProvider(ConfigNode item, String model) {
        int slash = model.indexOf('/');
        String provider = slash < 0 ? "" : model.substring(0, slash);
        if (slash >= 0 && provider.indexOf('*') < 0 && !providers.contains(provider)) {
            item.warn(
                    "no configured provider is called " + Shown.value(provider),
                    NearestNames.nearest(provider, providers));
        }
    }
}
