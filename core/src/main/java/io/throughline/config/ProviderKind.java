package io.throughline.config;

import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Builtin;
import io.throughline.provider.Builtin.KeyNeed;
import io.throughline.provider.Catalogue;
import io.throughline.provider.NearestNames;
import io.throughline.provider.Provider.Auth;
import io.throughline.provider.Provider.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of an entry of {@code providers} what kind of provider it is: a built-in one by its name, any other by its {@code dialect}. */
final class ProviderKind {
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

    private final String name;
    private final Block block;

    /**
     * A reader for an entry.
     *
     * @param name the provider's name
     * @param block the entry
     */
    ProviderKind(String name, Block block) {
        this.name = name;
        this.block = block;
    }

    Optional<Builtin> read() {
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

    /** What the word for a dialect means. */
    private record Spoken(Family family, List<String> dialects) {
        static Spoken all(Family family) {
            return new Spoken(family, family.dialects());
        }
    }
}
